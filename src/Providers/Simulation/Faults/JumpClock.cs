namespace Scalewright.Providers.Simulation;

/// <summary>Changes the wall clock of a host. Timers and timestamps are not affected.</summary>
/// <param name="Host">The host: name of a node, or <c>controller</c>.</param>
/// <param name="By">Offset of the change; negative values set the clock back.</param>
public sealed record JumpClock(string Host, TimeSpan By) : Fault
{
    private protected override string Words => $"the clock of {Printable.Escape(Host)} jumps by {By}{Time}";

    internal override void CheckValues(FaultCheck check) => check.Given(nameof(Host), Host);

    internal override void CheckTargets(FaultCheck check, World world) => check.Host(world, nameof(Host), Host);

    internal override Action? Begin(World world)
    {
        world.JumpClock(Host, By);
        return () => world.JumpClock(Host, -By);
    }
}
