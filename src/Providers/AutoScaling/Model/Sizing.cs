using System.Globalization;
using Scalewright.Providers.AutoScaling.Actions;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Makes the instances of a group as many as are wanted. Pure: nothing is launched or ended here, it is only put down.</summary>
internal static class Sizing
{
    /// <summary>Sets what is wanted, and adds or ends instances.</summary>
    /// <param name="context">The action; its account is not looked at.</param>
    /// <param name="state">The account.</param>
    /// <param name="group">The group, maybe changed.</param>
    /// <param name="cause">Why, as a clause.</param>
    /// <param name="warmup">How long new instances warm up; null: as the group says.</param>
    /// <returns>The account with the group in it.</returns>
    public static AccountState Fit(ActionContext context, AccountState state, GroupRecord group, string cause, TimeSpan? warmup = null)
    {
        GroupPlacement placement = GroupPlacement.Of(context, group);
        state = state.With(placement.Group);
        foreach ((string cloud, int change) in placement.Changes.Where(change => change.Change < 0))
        {
            state = Shrink(context, state, state.Groups[group.Name], cloud, -change, cause);
        }

        foreach ((string cloud, int change) in placement.Changes.Where(change => change.Change > 0))
        {
            state = Grow(context, state, state.Groups[group.Name], new Launching(cloud, warmup ?? group.WarmupOfOthers), change, cause);
        }

        return state;
    }

    /// <summary>Puts one instance on its way out.</summary>
    /// <param name="state">The account.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="at">When.</param>
    /// <param name="cause">Why, as a clause.</param>
    /// <param name="isFailed">Whether its launch failed.</param>
    /// <returns>The account, with an activity that is the newest.</returns>
    public static AccountState End(AccountState state, InstanceRecord instance, DateTimeOffset at, string cause, bool isFailed = false) =>
        End(state, state.Groups[instance.Group], [instance], at, cause, isFailed);

    /// <summary>Puts instances of one group on their way out.</summary>
    /// <param name="state">The account.</param>
    /// <param name="group">The group as it is in the account.</param>
    /// <param name="instances">The instances, in the order of their activities.</param>
    /// <param name="at">When.</param>
    /// <param name="cause">Why, as a clause.</param>
    /// <param name="isFailed">Whether their launch failed.</param>
    /// <returns>The account, with activities that are the newest.</returns>
    public static AccountState End(AccountState state, GroupRecord group, IReadOnlyList<InstanceRecord> instances, DateTimeOffset at, string cause, bool isFailed = false)
    {
        Dictionary<string, InstanceRecord> ended = instances.ToDictionary(
            instance => instance.Id, instance => instance with { State = InstanceState.Terminating, EndedAt = at }, StringComparer.Ordinal);
        IEnumerable<ActivityRecord> activities = instances.Select((instance, index) => Activity(
            state with { NextNumber = state.NextNumber + index },
            instance,
            $"Terminating EC2 instance: {instance.Id}",
            $"At {Stamp(at)}, instance {instance.Id} was taken out of service {cause}.",
            at));
        IEnumerable<ActivityRecord> earlier = state.Activities.Select(activity =>
            activity.IsLaunch && activity.EndedAt is null && ended.ContainsKey(activity.Instance) ? activity with { EndedAt = at, IsFailed = isFailed } : activity);
        return state.With(group with { Instances = [.. group.Instances.Select(instance => ended.GetValueOrDefault(instance.Id, instance))] }) with
        {
            Activities = [.. activities.Reverse().Concat(earlier).Take(AccountState.ActivitiesMax)],
            NextNumber = state.NextNumber + instances.Count,
        };
    }

    /// <summary>What does not work yet costs least to lose; then the youngest.</summary>
    private static AccountState Shrink(ActionContext context, AccountState state, GroupRecord group, string cloud, int count, string cause) =>
        End(
            state,
            group,
            [
                .. group.Live.Where(instance => instance.Cloud == cloud)
                    .OrderBy(instance => instance.IsHealthy).ThenBy(instance => instance.State).ThenByDescending(instance => instance.Number).Take(count),
            ],
            context.At,
            cause);

    private static AccountState Grow(ActionContext context, AccountState state, GroupRecord group, Launching launching, int count, string cause)
    {
        List<InstanceRecord> added = [];
        List<ActivityRecord> activities = [];
        for (int index = 0; index < count; index++)
        {
            InstanceRecord instance = Make(state, group, launching, context.At, index);
            added.Add(instance);
            activities.Add(Activity(state, instance, $"Launching a new EC2 instance: {instance.Id}", $"At {Stamp(context.At)} an instance was started {cause}.", context.At) with { IsLaunch = true });
            state = state with { NextNumber = state.NextNumber + 2 };
        }

        activities.Reverse();
        return state.With(group with { Instances = [.. group.Instances, .. added] }) with { Activities = [.. activities.Concat(state.Activities).Take(AccountState.ActivitiesMax)] };
    }

    private static InstanceRecord Make(AccountState state, GroupRecord group, Launching launching, DateTimeOffset at, int index)
    {
        string cloud = launching.Cloud;
        string forCloud = $"{CloudChoice.StemOf(group.Launch)}@{cloud}";
        LaunchRecord? launch = state.Launches.TryGetValue(forCloud, out LaunchRecord? own) ? own : state.Launches.TryGetValue(group.Launch, out LaunchRecord? general) ? general : null;
        long number = state.NextNumber + 1;
        return new InstanceRecord(Identity.Of("i", state.Seed, number), number, group.Name, at)
        {
            Launch = launch?.Name ?? group.Launch,
            ImageId = launch?.ImageId ?? "",
            InstanceType = launch?.InstanceType ?? "",
            KeyName = launch?.KeyName ?? "",
            Cloud = cloud,
            Warmup = launching.Warmup,
            Zone = ZoneOf(group, cloud, group.Instances.Count + index),
        };
    }

    private static string ZoneOf(GroupRecord group, string cloud, int place) =>
        group.Zones.Contains(cloud, StringComparer.Ordinal) || group.Zones.Count == 0 ? cloud : group.Zones[place % group.Zones.Count];

    private static ActivityRecord Activity(AccountState state, InstanceRecord instance, string description, string cause, DateTimeOffset at) =>
        new(Identity.Uuid(state.Seed, state.NextNumber), instance.Group, instance.Id, description, cause, at);

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private readonly record struct Launching(string Cloud, TimeSpan Warmup);
}
