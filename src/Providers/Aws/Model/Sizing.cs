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
            state = Grow(context with { State = state }, state.Groups[group.Name], cloud, change, cause, warmup ?? group.WarmupOfOthers);
            if (state.Groups[group.Name].Retry?.At == context.At)
            {
                // The other clouds would fail in the same way.
                break;
            }
        }

        return state;
    }

    /// <summary>Terminates one instance.</summary>
    /// <param name="failure">Cause of a failed launch, as a clause, or null.</param>
    /// <param name="isHeld">True if lifecycle hooks can hold the instance.</param>
    /// <returns>The account, with the new activity first.</returns>
    public static AccountState End(
        AccountState state,
        InstanceRecord instance,
        DateTimeOffset at,
        string cause,
        string? failure = null,
        bool isHeld = true
    ) => End(state, state.Groups[instance.Group], [instance], at, cause, failure, isHeld);

    /// <summary>Terminates instances of one group.</summary>
    /// <param name="instances">Instances, in the order of their activities.</param>
    /// <param name="failure">Cause of a failed launch, as a clause, or null.</param>
    /// <param name="isHeld">True if lifecycle hooks can hold the instances.</param>
    /// <returns>The account, with the new activities first.</returns>
    public static AccountState End(
        AccountState state,
        GroupRecord group,
        IReadOnlyList<InstanceRecord> instances,
        DateTimeOffset at,
        string cause,
        string? failure = null,
        bool isHeld = true
    )
    {
        Dictionary<string, InstanceRecord> ended = instances.ToDictionary(
            instance => instance.Id,
            instance => Lifecycle.Leave(group, instance, at, isHeld),
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
                    $"At {FormatTime(at)}, instance {instance.Id} was taken out of service {cause}.",
                    at
                )
        );
        IEnumerable<ActivityRecord> earlier = state.Activities.Select(activity =>
            activity.IsLaunch && activity.EndedAt is null && ended.ContainsKey(activity.Instance) ? Ended(activity, at, failure) : activity
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

    private static ActivityRecord Ended(ActivityRecord launch, DateTimeOffset at, string? failure) =>
        launch with
        {
            EndedAt = at,
            IsFailed = failure is not null,
            StatusMessage = failure is null ? "" : LaunchFailed(failure),
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

        return End(state, state.Groups[group.Name], [.. leaving.Except(returning)], context.At, cause);
    }

    /// <summary>Uses ready instances of the warm pool, and launches the rest.</summary>
    private static AccountState Grow(ActionContext context, GroupRecord group, string cloud, int count, string cause, TimeSpan warmup)
    {
        (AccountState state, int moved) = WarmPools.MoveReady(context, group, cloud, count, cause, warmup);
        return moved == count
            ? state
            : Launch(context with { State = state }, state.Groups[group.Name], cloud, count - moved, cause, warmup, InstanceState.Pending);
    }

    /// <summary>Launches instances, or records that none can be launched.</summary>
    /// <param name="context">The request, with the account to change.</param>
    /// <param name="warmup">Warm-up time once in service.</param>
    public static AccountState Launch(
        ActionContext context,
        GroupRecord group,
        string cloud,
        int count,
        string cause,
        TimeSpan warmup,
        InstanceState first
    )
    {
        AccountState state = context.State;
        PendingLaunch launching;
        try
        {
            InstanceRecord kind = LaunchSource.CreateInstance(context, group, cloud) with { State = first };
            launching = new PendingLaunch(cloud, warmup, kind);
        }
        catch (QueryErrorException exception)
        {
            return Fail(context, group, exception.Fault.Message);
        }

        List<InstanceRecord> added = [];
        List<ActivityRecord> activities = [];
        AddressAllocator addresses = new(state.AllInstances);
        int onDemand = PurchaseOptions.MissingOnDemand(group);
        string where = first == InstanceState.Pending ? "" : " into warm pool";
        for (int index = 0; index < count; index++)
        {
            InstanceRecord instance = addresses.Assign(
                Make(state, group, launching, context.At, index) with
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
                    $"At {FormatTime(context.At)} an instance was started {cause}.",
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

    private static InstanceRecord Make(AccountState state, GroupRecord group, PendingLaunch launching, DateTimeOffset at, int index)
    {
        long number = state.NextNumber + 1;
        return launching.Kind with
        {
            Id = IdGenerator.Create("i", state.Seed, number),
            Number = number,
            Group = group.Name,
            LaunchedAt = at,
            Cloud = launching.Cloud,
            IsProtected = group.ProtectsNew,
            Warmup = launching.Warmup,
            Zone = GetZone(group, launching.Cloud, group.Instances.Count + index),
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

    private readonly record struct PendingLaunch(string Cloud, TimeSpan Warmup, InstanceRecord Kind);
}
