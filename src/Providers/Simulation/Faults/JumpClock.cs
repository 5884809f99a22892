namespace Scalewright.Providers.Simulation;

/// <summary>The wall clock of a host jumps. Timers and timestamps do not see it.</summary>
/// <param name="Host">The host: a node's name, or <c>controller</c>.</param>
/// <param name="By">How far, back when negative.</param>
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
