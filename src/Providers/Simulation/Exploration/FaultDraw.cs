using Scalewright.Providers.Simulation.Exploration;

namespace Scalewright.Providers.Simulation;

/// <summary>
/// What goes wrong for a seed: each seed turns on some of the kinds and draws some faults of each. Drawn apart from all other
/// chance, so that the place and the work are the same with and without faults.
/// </summary>
public sealed record FaultDraw
{
    /// <summary>Nothing goes wrong.</summary>
    public static FaultDraw None { get; } = new();

    /// <summary>The kinds; default none.</summary>
    public ValueList<FaultKind> Kinds { get; init; } = [];

    /// <summary>The chance of each kind to be on for a seed, 0 to 1; default 0.4.</summary>
    public double KindChance { get; init; } = 0.4;

    /// <summary>Names of nodes that the kinds are about. Exploring fails when no seed ever had one of them: its faults struck nothing.</summary>
    public ValueList<string> Nodes { get; init; } = [];

    /// <summary>How many faults of a kind that is on at most, 1 or more; default 3.</summary>
    public int CountMax { get; init; } = 3;

    /// <summary>All faults begin within this time, and those of limited time are over soon after; default 10 minutes.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long one fault lasts at most; default 3 minutes.</summary>
    public TimeSpan DurationMax { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Faults of all kinds that a cluster must live with: of nodes, calls, links, and the controller with its disk.</summary>
    /// <param name="nodes">Names of nodes that faults of nodes and links are about; empty: there are none of those.</param>
    /// <exception cref="ArgumentException">A name is null or empty.</exception>
    public static FaultDraw Swarm(params ReadOnlySpan<string> nodes)
    {
        foreach (string node in nodes)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(node, nameof(nodes));
        }

        return new() { Kinds = FaultSwarm.Kinds(ValueList.Create(nodes)), Nodes = ValueList.Create(nodes) };
    }

    /// <summary>The faults of a seed, in order of time.</summary>
    /// <param name="seed">The seed.</param>
    public FaultSchedule Draw(long seed)
    {
        ChanceStreams streams = new(seed);
        List<TimedFault> drawn = [];
        foreach (FaultKind kind in Kinds)
        {
            StableRandom chance = streams.Draw($"{ChanceStreams.Faults}/draw/{kind.Name}");
            if (!chance.NextChance(KindChance))
            {
                continue;
            }

            int count = 1 + chance.Next(CountMax);
            for (int index = 0; index < count; index++)
            {
                drawn.Add(new TimedFault(DrawTime(chance, Window), kind.Draw(chance, DrawTime(chance, DurationMax))));
            }
        }

        return new FaultSchedule(drawn.OrderBy(fault => fault.At).ToValueList());
    }

    /// <summary>A time in whole milliseconds: half of them anywhere, half of them early, as likely in 10 ms to 100 ms as in 1 s to 10 s, because much happens at the start.</summary>
    private static TimeSpan DrawTime(StableRandom chance, TimeSpan longest)
    {
        double part = chance.NextDouble();
        double milliseconds = chance.NextChance(0.5) ? part * longest.TotalMilliseconds : Models.StableMath.Exp(part * Models.StableMath.Log(longest.TotalMilliseconds));
        return TimeSpan.FromMilliseconds(Math.Max(1, Math.Floor(milliseconds)));
    }
}
