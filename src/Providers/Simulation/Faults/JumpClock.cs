namespace Scalewright.Providers.Simulation;

/// <summary>Changes the wall clock of a host. Timers and timestamps are not affected.</summary>
/// <param name="Host">The host: name of a node, or <c>controller</c>.</param>
/// <param name="Offset">Offset of the change; negative values set the clock back.</param>
public sealed record JumpClock(string Host, TimeSpan Offset) : Fault
{
    private protected override string Description => $"the clock of {TextEscaping.Escape(Host)} jumps by {Offset}{DurationSuffix}";

    internal override void CheckValues(FaultCheck check) => check.NotNull(nameof(Host), Host);

    internal override void CheckTargets(FaultCheck check, World world) => check.Host(world, nameof(Host), Host);

    internal override Action? Inject(World world)
    {
        world.JumpClock(Host, Offset);
        return () => world.JumpClock(Host, -Offset);
    }
}
