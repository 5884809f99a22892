using Scalewright.Providers.Simulation.Exploration;

namespace Scalewright.Providers.Simulation;

/// <summary>
/// Generates the faults of a seed: enables some of the kinds and creates some faults of each. Uses separate random
/// streams, so the simulation and the workload are the same with and without faults.
/// </summary>
public sealed record FaultGenerator
{
    /// <summary>Generator that creates no faults.</summary>
    public static FaultGenerator None { get; } = new();

    /// <summary>Kinds of faults. Default none.</summary>
    public ValueList<FaultKind> Kinds { get; init; } = [];

    /// <summary>Probability that a kind is enabled for a seed, 0 to 1. Default 0.4.</summary>
    public double KindProbability { get; init; } = 0.4;

    /// <summary>Names of the nodes that faults refer to. Exploration fails when a node exists in no seed.</summary>
    public ValueList<string> Nodes { get; init; } = [];

    /// <summary>Maximum number of faults of an enabled kind, 1 or more. Default 3.</summary>
    public int MaxCountPerKind { get; init; } = 3;

    /// <summary>Period in which all faults start. Temporary faults end shortly after it. Default 10 minutes.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Maximum duration of a fault. Default 3 minutes.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Creates a generator of faults of nodes, calls, links, and the controller with its disk.</summary>
    /// <param name="nodes">Names of the nodes for node and link faults. Empty for no such faults.</param>
    /// <exception cref="ArgumentException">A name is null or empty.</exception>
    public static FaultGenerator Swarm(params ReadOnlySpan<string> nodes)
    {
        foreach (string node in nodes)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(node, nameof(nodes));
        }

        return new() { Kinds = FaultSwarm.Kinds(ValueList.Create(nodes)), Nodes = ValueList.Create(nodes) };
    }

    /// <summary>Returns the faults of a seed, ordered by time.</summary>
    /// <param name="seed">The seed.</param>
    public FaultSchedule Generate(long seed) => Generate(seed, out _);

    /// <param name="seed">The seed.</param>
    /// <param name="kinds">Index of the kind of each fault.</param>
    internal FaultSchedule Generate(long seed, out int[] kinds)
    {
        RandomStreams streams = new(seed);
        List<(TimedFault Fault, int Kind)> generated = [];
        foreach ((int number, FaultKind kind) in Kinds.Index())
        {
            StableRandom random = streams.CreateStream($"{RandomStreams.Faults}/draw/{kind.Name}");
            if (!random.NextBoolean(KindProbability))
            {
                continue;
            }

            int count = 1 + random.Next(MaxCountPerKind);
            for (int index = 0; index < count; index++)
            {
                TimedFault fault = new(SampleTime(random, Window), kind.Create(random, SampleTime(random, MaxDuration)));
                generated.Add((fault, number));
            }
        }

        (TimedFault Fault, int Kind)[] ordered = [.. generated.OrderBy(entry => entry.Fault.At)];
        kinds = [.. ordered.Select(entry => entry.Kind)];
        return new FaultSchedule([.. ordered.Select(entry => entry.Fault)]);
    }

    /// <summary>Returns whole milliseconds, half uniform and half log-uniform: short times are frequent.</summary>
    private static TimeSpan SampleTime(StableRandom random, TimeSpan longest)
    {
        double part = random.NextDouble();
        double milliseconds = random.NextBoolean(0.5)
            ? part * longest.TotalMilliseconds
            : Models.StableMath.Exp(part * Models.StableMath.Log(longest.TotalMilliseconds));
        return TimeSpan.FromMilliseconds(Math.Max(1, Math.Floor(milliseconds)));
    }
}
