using System.Reflection;
using Scalewright.Providers.Simulation;

namespace Scalewright.Testing.Facts;

/// <summary>A test as its attribute and the environment want it.</summary>
/// <param name="Method">What each seed runs.</param>
internal sealed record SimulationFact(string Name, Type Class, MethodInfo Method)
{
    /// <summary>What must hold at the end; null: that the method ended well.</summary>
    public MethodInfo? Check { get; init; }

    /// <summary>How many seeds.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>What goes wrong.</summary>
    public FaultDraw Faults { get; init; } = FaultDraw.None;

    /// <summary>How seeds are explored.</summary>
    public ExplorationOptions Options { get; init; } = new();

    /// <summary>The one seed to run, as a replay string; null: all.</summary>
    public string? Replay { get; init; }
}
