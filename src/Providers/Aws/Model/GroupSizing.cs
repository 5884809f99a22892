using Scalewright.Decisions;
using Scalewright.Decisions.Policies;
using Scalewright.Providers.AutoScaling.Actions;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Applies metrics to the policies of a group: Phantom sensors, or target tracking of AWS. Pure functions.
/// </summary>
internal static class GroupSizing
{
    private const string MemoryPrefix = "sizing/";

    /// <summary>Passes a metric to the policies that follow it.</summary>
    /// <param name="reading">The metric; its samples are those of the live instances, in order.</param>
    /// <returns>The new account and the desired size.</returns>
    /// <exception cref="QueryErrorException">The group does not exist, or would become too large.</exception>
    public static (AccountState State, int Desired) See(ActionContext context, string name, MetricReading reading)
    {
        GroupRecord before = context.Group(name);
        if (before.IsSuspended(ScalingProcess.AlarmNotification))
        {
            return (context.State, before.Desired);
        }

        SizedGroup sized = context.IsPhantom(before)
            ? SensorGroup.Follow(context, before, reading)
            : TrackingVotes.Follow(context, before, reading);
        (GroupRecord group, int desired) = (sized.Group, sized.Desired);
        AccountState state = context.State.With(group);
        return desired == group.Desired
            ? (state, desired)
            : (GroupActions.Resize(context, state, group, desired, $"in response to {Text(reading)},", sized.Warmup), desired);
    }

    /// <summary>Runs one policy of a group.</summary>
    /// <param name="group">The group, with the policy state.</param>
    public static (GroupRecord Group, Decision Decision) Decide(
        ActionContext context,
        GroupRecord group,
        string name,
        ISizingPolicy sizing,
        MetricReading reading
    )
    {
        string key = MemoryPrefix + name;
        PolicyState form = PolicyState.Describe(reading.Name, sizing);
        long[] memory = form.Recall(group, key, nameof(EngineOptions.Sizing), sizing.StateLength, context.Options.Logger, out bool isNew);
        int warming = group.WarmingAt(context.At);
        DomainObservation observation = new()
        {
            Timestamp = context.At,
            DesiredCount = group.Desired,
            ReadyCount = group.Live.Count() - warming,
            InFlightCount = warming,
            Metrics = new[] { reading },
        };
        if (isNew)
        {
            sizing.Initialize(observation, memory);
        }

        Decision decision = sizing.Decide(observation, memory);
        return (group with { Memories = group.Memories.With(key, form with { Numbers = [.. memory] }) }, decision);
    }

    /// <summary>Removes state and vote of a policy: a policy that is put again starts over.</summary>
    public static GroupRecord Forget(GroupRecord group, string policy) =>
        group with
        {
            Memories = group.Memories.Without(MemoryPrefix + policy),
            Votes = group.Votes.Without(policy),
        };

    private static string Text(in MetricReading reading) =>
        double.IsFinite(reading.Value)
            ? $"{reading.Name} being {reading.Value.ToString("0.###", CultureInfo.InvariantCulture)}"
            : $"{reading.Name} of its instances";
}

/// <summary>
/// Combines the target-tracking policies of a group. Unlike <see cref="AwsGroupSizing"/>, it gets one metric at a time,
/// so a vote to scale in stays valid while its metric stays low. Disabled policies do not vote. Source: Amazon EC2 Auto
/// Scaling User Guide, target tracking. A group scales out when any policy is ready, and scales in only when all
/// policies with scale-in enabled are ready. Pure functions.
/// </summary>
internal static class TrackingVotes
{
    // EC2's basic monitoring has a data point every five minutes. An older vote is not a reason to scale in.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>Passes a metric to the policies that follow it, and combines all policies.</summary>
    /// <param name="reading">The metric; its samples are those of the live instances, in order.</param>
    /// <returns>The group with new policy state, the desired size, and the warm-up time of its new instances.</returns>
    public static SizedGroup Follow(ActionContext context, GroupRecord group, MetricReading reading)
    {
        List<AwsProposal> proposals = [];
        (int largest, TimeSpan? warmup) = (group.Desired, null);
        foreach (PolicyRecord policy in group.Policies.Where(policy => policy.Kind == PolicyRecord.Tracking && !policy.IsDisabled))
        {
            int desired = group.Desired;
            if (policy.Metric == reading.Name && policy.Target > 0)
            {
                string statistic = policy.Custom?.Statistic ?? CustomMetricRecord.Average;
                (group, desired) = Vote(context, group, policy, InstanceMetric.GetGroupReading(group, reading, statistic));
            }
            else if (FindVote(context, group, policy) is { } vote)
            {
                desired = vote.Wanted;
            }

            (largest, warmup) = desired > largest ? (desired, policy.WarmupIn(group)) : (largest, warmup);

            // A policy with disabled scale-in does not vote to scale in.
            if (desired > group.Desired || !policy.IsScaleInDisabled)
            {
                proposals.Add(new AwsProposal(desired, IsTargetTracking: true));
            }
        }

        int size = AwsProposals.Combine(group.Desired, proposals.ToArray());
        int bounded = size == group.Desired ? size : Math.Clamp(size, group.MinSize, group.MaxSize);
        return new SizedGroup(group, bounded, warmup);
    }

    private static (GroupRecord Group, int Desired) Vote(
        ActionContext context,
        GroupRecord group,
        PolicyRecord policy,
        MetricReading reading
    )
    {
        TargetTrackingSizing sizing = new()
        {
            Metric = policy.Metric,
            Target = policy.Target!.Value,
            DisableScaleIn = policy.IsScaleInDisabled,
            MinNodes = group.MinSize,
            MaxNodes = group.MaxSize,
        };
        (group, Decision decision) = GroupSizing.Decide(context, group, policy.Name, sizing, reading);
        bool staysLow = decision.To == group.Desired && reading.IsUsable && reading.Value < sizing.ScaleInThresholdRatio * sizing.Target;
        int desired = staysLow && FindVote(context, group, policy) is { } vote ? vote.Wanted : decision.To;
        return (
            group with
            {
                Votes =
                    desired < group.Desired
                        ? group.Votes.With(policy.Name, new PolicyVote(desired, group.Desired, context.At))
                        : group.Votes.Without(policy.Name),
            },
            desired
        );
    }

    private static PolicyVote? FindVote(ActionContext context, GroupRecord group, PolicyRecord policy) =>
        group.Votes.TryGetValue(policy.Name, out PolicyVote? vote) && vote.Size == group.Desired && context.At - vote.At <= Life
            ? vote
            : null;
}
