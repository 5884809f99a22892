namespace Scalewright.Providers.Simulation;

/// <summary>A controller's process stands still, as a suspended machine does, then goes on as if nothing had been.</summary>
public sealed record FreezeController : Fault
{
    /// <summary>Which one; default <c>controller</c>.</summary>
    public string Host { get; init; } = SimulationProvider.FirstController;

    private protected override string Words => $"{Printable.Escape(Host)} stands still{Time}";

    internal override void CheckValues(FaultCheck check) => check.Given(nameof(Host), Host);

    internal override void CheckTargets(FaultCheck check, World world) => check.Controller(world, nameof(Host), Host);

    internal override Action? Begin(World world) => world.ControllerOf(Host).Freeze();
}
