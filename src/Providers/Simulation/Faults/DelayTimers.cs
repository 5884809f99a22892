using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Delays the timers of a controller.</summary>
/// <param name="By">Delay of each timer.</param>
public sealed record DelayTimers(DurationModel By) : Fault
{
    /// <summary>Name of the controller. Default <c>controller</c>.</summary>
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
