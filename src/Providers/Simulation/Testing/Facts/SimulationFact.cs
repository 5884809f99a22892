using System.Reflection;
using Scalewright.Providers.Simulation;
using Scalewright.Testing.Seeds;

namespace Scalewright.Testing.Facts;

/// <summary>Test as defined by its attribute and the environment.</summary>
internal sealed record SimulationFact(string Name, Type Class, MethodInfo Method)
{
    /// <summary>Check at the end; null: the method only has to complete.</summary>
    public MethodInfo? Check { get; init; }

    public int Seeds { get; init; } = 1;

    public FaultGenerator Faults { get; init; } = FaultGenerator.None;

    public ExplorationOptions Options { get; init; } = new();

    /// <summary>Replay string of the only seed to run; null: all seeds.</summary>
    public string? Replay { get; init; }

    /// <summary>Path of the file that receives a line of JSON for the run; null: none.</summary>
    public string? ReportPath { get; init; }

    /// <summary>Folder for the page of a failed seed, or <see cref="SeedTrace.Off"/>; null: the default.</summary>
    public string? TraceFolder { get; init; }

    /// <summary>True if a replayed run that passes has a page, too.</summary>
    public bool WritesAllTraces { get; init; }
}
