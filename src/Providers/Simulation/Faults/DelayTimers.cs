using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Delays the timers of a controller.</summary>
/// <param name="Delay">Delay of each timer.</param>
public sealed record DelayTimers(DurationModel Delay) : Fault
{
    /// <summary>Name of the controller. Default <c>controller</c>.</summary>
    public string Host { get; init; } = SimulationProvider.FirstController;

    private protected override string Description => $"timers of {TextEscaping.Escape(Host)} fire {Delay.Description} late{DurationSuffix}";

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(Delay), Delay);
        check.NotNull(nameof(Host), Host);
    }

    internal override void CheckTargets(FaultCheck check, World world) => check.Controller(world, nameof(Host), Host);

    internal override Action? Inject(World world) => world.GetController(Host).DelayTimers(Delay);
}
