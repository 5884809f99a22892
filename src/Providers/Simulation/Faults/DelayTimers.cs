using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Timers of a controller fire late.</summary>
/// <param name="By">How late each one is.</param>
public sealed record DelayTimers(DurationModel By) : Fault
{
    /// <summary>Which controller; default <c>controller</c>.</summary>
    public string Host { get; init; } = SimulationProvider.FirstController;

    private protected override string Words => $"timers of {Printable.Escape(Host)} fire {By.Words} late{Time}";

    internal override void CheckValues(FaultCheck check)
    {
        check.Given(nameof(By), By);
        check.Given(nameof(Host), Host);
    }

    internal override void CheckTargets(FaultCheck check, World world) => check.Controller(world, nameof(Host), Host);

    internal override Action? Begin(World world) => world.ControllerOf(Host).DelayTimers(By);
}
