using System.Globalization;
using Scalewright.Decisions;
using Scalewright.Providers.AutoScaling.Actions;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// What the policies of a group make of a metric: the sensors of Phantom's groups, target tracking of AWS's. Pure.
/// </summary>
internal static class GroupSizing
{
    private const string MemoryPrefix = "sizing/";

    /// <summary>Lets the policies of a group that follow a metric see a value.</summary>
    /// <param name="context">The account, and when.</param>
    /// <param name="name">The group.</param>
    /// <param name="reading">The metric; its samples are those of the live instances, in order.</param>
    /// <returns>The account after, and the size that is wanted now.</returns>
    /// <exception cref="QueryFaultException">There is no such group, or it would become too large.</exception>
    public static (AccountState State, int Desired) See(ActionContext context, string name, MetricReading reading)
    {
        GroupRecord before = context.Group(name);
        if (before.IsSuspended(ScalingProcess.AlarmNotification))
        {
            return (context.State, before.Desired);
        }

        (GroupRecord group, int wanted, TimeSpan? warmup) = context.IsPhantom(before)
            ? SensorGroup.Follow(context, before, reading)
            : TrackingVotes.Follow(context, before, reading);
        AccountState state = context.State.With(group);
        return wanted == group.Desired
            ? (state, wanted)
            : (GroupActions.Resize(context, state, group, wanted, $"in response to {Text(reading)},", warmup), wanted);
    }

    /// <summary>Lets one policy of a group decide.</summary>
    /// <param name="context">When.</param>
    /// <param name="group">The group, with what the policy remembers.</param>
    /// <param name="name">The policy's name.</param>
    /// <param name="sizing">The policy.</param>
    /// <param name="reading">The metric.</param>
    public static (GroupRecord Group, Decision Decision) Decide(
        ActionContext context, GroupRecord group, string name, ISizingPolicy sizing, MetricReading reading)
    {
        string key = MemoryPrefix + name;
        long[] memory = PolicyMemory.Recall(
            group.Memories.TryGetValue(key, out PolicyMemory? kept) ? kept : null,
            reading.Name,
            sizing.StateLength,
            out bool isNew);
        int warming = group.WarmingAt(context.At);
        DomainObservation observation = new()
        {
            At = context.At,
            Desired = group.Desired,
            Ready = group.Live.Count() - warming,
            InFlight = warming,
            Metrics = new[] { reading },
        };
        if (isNew)
        {
            sizing.Begin(observation, memory);
        }

        Decision decision = sizing.Decide(observation, memory);
        return (
            group with { Memories = group.Memories.With(key, new PolicyMemory(reading.Name, [.. memory])) }, decision);
    }

    /// <summary>
    /// The group without what a policy of this name remembers and wants: one that is put anew begins anew.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="policy">The policy's name.</param>
    public static GroupRecord Forget(GroupRecord group, string policy) =>
        MetricMath.Forget(group, policy) with
        {
            Memories = group.Memories.Without(MemoryPrefix + policy),
            Votes = group.Votes.Without(policy),
        };

    private static string Text(in MetricReading reading) => double.IsFinite(reading.Value)
        ? $"{reading.Name} being {reading.Value.ToString("0.###", CultureInfo.InvariantCulture)}"
        : $"{reading.Name} of its instances";
}
