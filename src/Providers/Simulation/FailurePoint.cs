using Scalewright.Providers.Simulation.Exploration;

namespace Scalewright.Providers.Simulation;

/// <summary>Phase and virtual time at which a seed failed.</summary>
/// <param name="Phase">Phase of the run.</param>
/// <param name="At">Virtual time since the start.</param>
public sealed record FailurePoint(SeedPhase Phase, TimeSpan At)
{
    /// <summary>Returns text such as <c>check, at 00:10:30 of virtual time</c>.</summary>
    public override string ToString() => $"{PhaseText.From(Phase)}, at {At} of virtual time";
}
