namespace Scalewright.Providers.Simulation;

/// <summary>Pauses the process of a controller, as when a machine is suspended, and resumes it afterward.</summary>
public sealed record FreezeController : Fault
{
    /// <summary>Name of the controller. Default <c>controller</c>.</summary>
    public string Host { get; init; } = SimulationProvider.FirstController;

    private protected override string Description => $"{TextEscaping.Escape(Host)} stands still{DurationSuffix}";

    internal override void CheckValues(FaultCheck check) => check.NotNull(nameof(Host), Host);

    internal override void CheckTargets(FaultCheck check, World world) => check.Controller(world, nameof(Host), Host);

    internal override Action? Inject(World world) => world.GetController(Host).Freeze();
}
