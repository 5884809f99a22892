namespace Scalewright.Providers.Simulation;

/// <summary>The program of a controller is killed wherever it waits; <see cref="SimulationProvider.RunAsync"/> throws a <see cref="ControllerKilledException"/>.</summary>
public sealed record KillController : Fault
{
    /// <summary>Which one; default <c>controller</c>.</summary>
    public string Host { get; init; } = SimulationProvider.FirstController;

    /// <summary>Whether the power is lost: then the disk forgets what was not flushed. Default false.</summary>
    public bool LosesPower { get; init; }

    private protected override string Words => $"{(LosesPower ? "loss of power" : "kill")} of {Printable.Escape(Host)}";

    internal override void CheckValues(FaultCheck check) => check.Given(nameof(Host), Host);

    internal override void CheckTargets(FaultCheck check, World world) => check.Controller(world, nameof(Host), Host);

    internal override Action? Begin(World world)
    {
        world.ControllerOf(Host).Kill();
        if (LosesPower)
        {
            world.Disk.Crash();
        }

        return null;
    }
}
