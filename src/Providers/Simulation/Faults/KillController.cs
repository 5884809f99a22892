namespace Scalewright.Providers.Simulation;

/// <summary>Kills the program of a controller. Its run throws <see cref="ControllerKilledException"/>.</summary>
public sealed record KillController : Fault
{
    /// <summary>Name of the controller. Default <c>controller</c>.</summary>
    public string Host { get; init; } = SimulationProvider.FirstController;

    /// <summary>Indicates whether the power is lost, so the disk loses unflushed data. Default false.</summary>
    public bool IsPowerLoss { get; init; }

    private protected override string Description => $"{(IsPowerLoss ? "loss of power" : "kill")} of {TextEscaping.Escape(Host)}";

    internal override void CheckValues(FaultCheck check) => check.NotNull(nameof(Host), Host);

    internal override void CheckTargets(FaultCheck check, World world) => check.Controller(world, nameof(Host), Host);

    internal override Action? Inject(World world)
    {
        world.GetController(Host).Kill();
        if (IsPowerLoss)
        {
            world.Disk.Crash();
        }

        return null;
    }
}
