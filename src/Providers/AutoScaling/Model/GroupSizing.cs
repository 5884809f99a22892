using System.Globalization;
using Scalewright.Decisions;
using Scalewright.Decisions.Policies;
using Scalewright.Providers.AutoScaling.Actions;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>What the policies of a group make of a metric: the sensor engine of Phantom's groups, target tracking of AWS's. Pure.</summary>
internal static class GroupSizing
{
    /// <summary>The engine that follows a metric.</summary>
    public const string SensorDefinition = "sensor_engine";

    private const string MemoryPrefix = "sizing/";

    /// <summary>Lets the policies of a group that follow a metric see a value.</summary>
    /// <param name="context">The account, and when.</param>
    /// <param name="name">The group.</param>
    /// <param name="reading">The metric.</param>
    /// <returns>The account after, and the size that is wanted now.</returns>
    /// <exception cref="QueryFaultException">There is no such group, or it would become too large.</exception>
    public static (AccountState State, int Desired) See(ActionContext context, string name, MetricReading reading)
    {
        GroupRecord group = context.Group(name);
        int? wanted = null;
        foreach ((string policy, ISizingPolicy sizing) in PoliciesFor(context, group, reading.Name).ToArray())
        {
            (group, Decision decision) = Decide(context, group, policy, sizing, reading);

            // AWS: of several policies the one that leaves most instances counts.
            wanted = Math.Max(wanted ?? decision.To, decision.To);
        }

        AccountState state = context.State.With(group);
        return wanted is { } size && size != group.Desired
            ? (GroupActions.Resize(context, state, group, size, $"in response to {reading.Name} being {reading.Value.ToString("0.###", CultureInfo.InvariantCulture)},"), size)
            : (state, group.Desired);
    }

    private static IEnumerable<(string Name, ISizingPolicy Sizing)> PoliciesFor(ActionContext context, GroupRecord group, string metric)
    {
        if (context.IsPhantom(group))
        {
            return SensorOf(group) is { } sensor && sensor.Metric == metric ? [(SensorDefinition, sensor)] : [];
        }

        return group.Policies.Where(policy => policy.Kind == PolicyRecord.Tracking && policy.Metric == metric && policy.Target > 0).Select(policy => (policy.Name, (ISizingPolicy)new TargetTrackingSizing
        {
            Metric = metric,
            Target = policy.Target!.Value,
            NodesMin = group.MinSize,
            NodesMax = group.MaxSize,
        }));
    }

    private static SensorSizing? SensorOf(GroupRecord group)
    {
        string Text(string key) => group.Tags.TryGetValue(key, out TagRecord? tag) ? tag.Value : "";
        double Number(string key, double without) => double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : without;
        int Count(string key, int without) => (int)Math.Clamp(Number(key, without), int.MinValue + 1, int.MaxValue);
        return Text(PhantomTags.Definition) != SensorDefinition ? null : new SensorSizing
        {
            Metric = Text("metric"),
            High = Number("scale_up_threshold", double.PositiveInfinity),
            Low = Number("scale_down_threshold", double.NegativeInfinity),
            StepOut = Math.Abs(Count("scale_up_n_vms", 1)),
            StepIn = Count("scale_down_n_vms", 1),
            Cooldown = TimeSpan.FromSeconds(Math.Clamp(Number("cooldown_period", 0), 0, TimeSpan.FromDays(1).TotalSeconds)),
            NodesMin = Count("minimum_vms", 0),
            NodesMax = Count("maximum_vms", int.MaxValue),
        };
    }

    private static (GroupRecord Group, Decision Decision) Decide(ActionContext context, GroupRecord group, string name, ISizingPolicy sizing, MetricReading reading)
    {
        string key = MemoryPrefix + name;
        long[] memory = PolicyMemory.Recall(group.Memories.TryGetValue(key, out PolicyMemory? kept) ? kept : null, reading.Name, sizing.StateLength, out bool isNew);
        int ready = group.Live.Count(instance => instance.State == InstanceState.InService);
        DomainObservation observation = new()
        {
            At = context.At,
            Desired = group.Desired,
            Ready = ready,
            InFlight = group.Live.Count() - ready,
            Metrics = new[] { reading },
        };
        if (isNew)
        {
            sizing.Begin(observation, memory);
        }

        Decision decision = sizing.Decide(observation, memory);
        return (group with { Memories = group.Memories.With(key, new PolicyMemory(reading.Name, [.. memory])) }, decision);
    }
}
