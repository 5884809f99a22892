namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>How a simulation runs.</summary>
public sealed record KernelOptions
{
    /// <summary>The seed of all chance; default 0.</summary>
    public long Seed { get; init; }

    /// <summary>The wall time at tick 0; default 2000-01-01 in UTC.</summary>
    public DateTimeOffset Epoch { get; init; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether every step goes into <see cref="SimulationKernel.TraceHash"/>; default false, which costs nothing.</summary>
    public bool HashSteps { get; init; }

    /// <summary>Whether each await is recorded with the place that started it, for the message of a stall; default false.
    /// It makes awaits slower by some microseconds and changes no order, so replay a stalled seed with it.</summary>
    public bool TraceWaits { get; init; }

    /// <summary>Steps after which a run is taken to be without end, 1 or more; default without limit.</summary>
    public long StepsMax { get; init; } = long.MaxValue;

    /// <summary>Real time that a program which waits for nothing in the simulation is given to come back from where it left to,
    /// so that an escape is not called a stall; default 200 ms, and up to ten times as long
    /// while the process's thread pool works. Spent only before a stall is reported.</summary>
    public TimeSpan EscapeGrace { get; init; } = TimeSpan.FromMilliseconds(200);
}
