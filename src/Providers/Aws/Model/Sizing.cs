using Scalewright.Providers.AutoScaling.Actions;
using Scalewright.Providers.AutoScaling.Actions.Groups;
using Scalewright.Providers.AutoScaling.Actions.Templates;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Sets the number of instances of a group. Pure functions: they only record launches and terminations.
/// </summary>
internal static class Sizing
{
    // AutoScaling API reference, Activity.
    private const int StatusLength = 255;

    /// <summary>Sets the desired size, and adds or terminates instances.</summary>
    /// <param name="context">The request; its account is ignored.</param>
    /// <param name="group">The group, possibly changed.</param>
    /// <param name="warmup">Warm-up time of new instances; null for that of the group.</param>
    /// <returns>The account with the group.</returns>
    public static AccountState Fit(ActionContext context, AccountState state, GroupRecord group, string cause, TimeSpan? warmup = null)
    {
        GroupPlacement placement = GroupPlacement.Compute(context, group);
        state = state.With(placement.Group);
        IReadOnlyList<(string Cloud, int Change)> changes = AllowedChanges.Compute(placement);
        foreach ((string cloud, int change) in changes.Where(change => change.Change < 0))
        {
            state = Shrink(context, state, state.Groups[group.Name], cloud, -change, cause);
        }

        foreach ((string cloud, int change) in changes.Where(change => change.Change > 0))
        {
            InstanceLaunch launch = new(cloud, change, cause, warmup ?? group.WarmupOfOthers);
            state = Grow(context with { State = state }, state.Groups[group.Name], launch);
            if (state.Groups[group.Name].Retry?.At == context.At)
            {
                // The other clouds would fail in the same way.
                break;
            }
        }

        return state;
    }

    /// <summary>Terminates one instance.</summary>
    /// <returns>The account, with the new activity first.</returns>
    public static AccountState Terminate(AccountState state, InstanceRecord instance, InstanceTermination termination) =>
        Terminate(state, state.Groups[instance.Group], [instance], termination);

    /// <summary>Terminates instances of one group.</summary>
    /// <param name="instances">Instances, in the order of their activities.</param>
    /// <returns>The account, with the new activities first.</returns>
    public static AccountState Terminate(
        AccountState state,
        GroupRecord group,
        IReadOnlyList<InstanceRecord> instances,
        InstanceTermination termination
    )
    {
        DateTimeOffset at = termination.At;
        Dictionary<string, InstanceRecord> ended = instances.ToDictionary(
            instance => instance.Id,
            instance => Lifecycle.Leave(group, instance, at, termination.IsHeld),
            StringComparer.Ordinal
        );
        IEnumerable<ActivityRecord> activities = instances.Select(
            (instance, index) =>
                Activity(
                    state with
                    {
                        NextNumber = state.NextNumber + index,
                    },
                    instance,
                    $"Terminating EC2 instance: {instance.Id}",
                    $"At {FormatTime(at)}, instance {instance.Id} was taken out of service {termination.Cause}.",
                    at
                )
        );
        IEnumerable<ActivityRecord> earlier = state.Activities.Select(activity =>
            activity.IsLaunch && activity.EndedAt is null && ended.ContainsKey(activity.Instance) ? Ended(activity, termination) : activity
        );
        return state.With(
            group with
            {
                Instances = [.. group.Instances.Select(instance => ended.GetValueOrDefault(instance.Id, instance))],
            }
        ) with
        {
            Activities = [.. activities.Reverse().Concat(earlier).Take(AccountState.MaxActivities)],
            NextNumber = state.NextNumber + instances.Count,
        };
    }

    private static ActivityRecord Ended(ActivityRecord launch, InstanceTermination termination) =>
        launch with
        {
            EndedAt = termination.At,
            IsFailed = termination.Failure is not null,
            StatusMessage = termination.Failure is { } failure ? LaunchFailed(failure) : "",
        };

    private static AccountState Shrink(ActionContext context, AccountState state, GroupRecord group, string cloud, int count, string cause)
    {
        IEnumerable<InstanceRecord> sorted = TerminationPolicy.Sort(
            state,
            group,
            group.Live.Where(instance => instance.Cloud == cloud && !instance.IsProtected),
            context.At
        );
        IReadOnlyList<InstanceRecord> leaving = PurchaseOptions.Select(group, [.. sorted], count);
        IReadOnlyList<InstanceRecord> returning = WarmPools.Returning(group, leaving);
        foreach (InstanceRecord instance in returning)
        {
            state = GroupActivities.Add(
                state.With(Lifecycle.Return(group, instance, context.At)),
                context.At,
                instance,
                $"Moving EC2 instance to warm pool: {instance.Id}",
                $"was moved to the warm pool {cause}"
            );
        }

        return Terminate(state, state.Groups[group.Name], [.. leaving.Except(returning)], new InstanceTermination(context.At, cause));
    }

    /// <summary>Uses ready instances of the warm pool, and launches the rest.</summary>
    private static AccountState Grow(ActionContext context, GroupRecord group, InstanceLaunch launch)
    {
        (AccountState state, int moved) = WarmPools.MoveReady(context, group, launch);
        return moved == launch.Count
            ? state
            : Launch(context with { State = state }, state.Groups[group.Name], launch with { Count = launch.Count - moved });
    }

    /// <summary>Launches instances, or records that none can be launched.</summary>
    /// <param name="context">The request, with the account to change.</param>
    public static AccountState Launch(ActionContext context, GroupRecord group, InstanceLaunch launch)
    {
        AccountState state = context.State;
        InstanceRecord kind;
        try
        {
            kind = LaunchSource.CreateInstance(context, group, launch.Cloud) with
            {
                State = launch.FirstState,
                Cloud = launch.Cloud,
                Warmup = launch.Warmup,
            };
        }
        catch (QueryErrorException exception)
        {
            return Fail(context, group, exception.Fault.Message);
        }

        List<InstanceRecord> added = [];
        List<ActivityRecord> activities = [];
        AddressAllocator addresses = new(state.AllInstances);
        int onDemand = PurchaseOptions.MissingOnDemand(group);
        string where = launch.FirstState == InstanceState.Pending ? "" : " into warm pool";
        for (int index = 0; index < launch.Count; index++)
        {
            InstanceRecord instance = addresses.Assign(
                Make(state, group, kind, context.At, index) with
                {
                    IsSpot = group.SpotCount > 0 && index >= onDemand,
                }
            );
            added.Add(instance);
            activities.Add(
                Activity(
                    state,
                    instance,
                    $"Launching a new EC2 instance{where}: {instance.Id}",
                    $"At {FormatTime(context.At)} an instance was started {launch.Cause}.",
                    context.At
                ) with
                {
                    IsLaunch = true,
                }
            );
            state = state with { NextNumber = state.NextNumber + 2 };
        }

        activities.Reverse();
        return state.With(group with { Instances = [.. group.Instances, .. added], Retry = null }) with
        {
            Activities = [.. activities.Concat(state.Activities).Take(AccountState.MaxActivities)],
        };
    }

    /// <summary>Records a failed launch and the time of the next attempt.</summary>
    private static AccountState Fail(ActionContext context, GroupRecord group, string reason)
    {
        AccountState state = context.State.With(group with { Retry = new LaunchRetry((group.Retry?.Attempts ?? 0) + 1, context.At) });
        string cause = $"At {FormatTime(context.At)} an instance could not be started: {reason}";
        string id = IdGenerator.Uuid(state.Seed, state.NextNumber);
        ActivityRecord activity = new(id, group.Name, "", "Launching a new EC2 instance", cause, context.At)
        {
            EndedAt = context.At,
            IsFailed = true,
            IsLaunch = true,
            StatusMessage = LaunchFailed(reason),
        };
        return state.With(activity) with { NextNumber = state.NextNumber + 1 };
    }

    /// <summary>
    /// Status message of a failed launch: up to 255 characters, with the ending that AutoScaling uses.
    /// </summary>
    private static string LaunchFailed(string reason)
    {
        const string Ending = ". Launching EC2 instance failed.";
        string text = reason.TrimEnd('.');
        return text[..Math.Min(text.Length, StatusLength - Ending.Length)] + Ending;
    }

    private static InstanceRecord Make(AccountState state, GroupRecord group, InstanceRecord kind, DateTimeOffset at, int index)
    {
        long number = state.NextNumber + 1;
        return kind with
        {
            Id = IdGenerator.Create("i", state.Seed, number),
            Number = number,
            Group = group.Name,
            LaunchedAt = at,
            IsProtected = group.ProtectsNew,
            Zone = GetZone(group, kind.Cloud, group.Instances.Count + index),
        };
    }

    private static string GetZone(GroupRecord group, string cloud, int index) =>
        group.Zones.Contains(cloud, StringComparer.Ordinal) || group.Zones.Count == 0 ? cloud : group.Zones[index % group.Zones.Count];

    /// <summary>Creates an activity that starts now.</summary>
    /// <param name="state">The account; the activity gets its next number.</param>
    public static ActivityRecord Activity(
        AccountState state,
        InstanceRecord instance,
        string description,
        string cause,
        DateTimeOffset at
    ) => new(IdGenerator.Uuid(state.Seed, state.NextNumber), instance.Group, instance.Id, description, cause, at);

    /// <summary>Formats a time as in causes of activities.</summary>
    public static string FormatTime(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
