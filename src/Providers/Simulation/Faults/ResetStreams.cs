namespace Scalewright.Providers.Simulation;

/// <summary>Resets all streams between two hosts, at both ends.</summary>
/// <param name="First">A host: name of a node, or <c>controller</c>.</param>
/// <param name="Second">Another host.</param>
public sealed record ResetStreams(string First, string Second) : Fault
{
    private protected override string Description =>
        $"streams between {TextEscaping.Escape(First)} and {TextEscaping.Escape(Second)} are reset";

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(First), First);
        check.NotNull(nameof(Second), Second);
    }

    internal override void CheckTargets(FaultCheck check, World world)
    {
        check.Host(world, nameof(First), First);
        check.Host(world, nameof(Second), Second);
    }

    internal override Action? Inject(World world)
    {
        world.Network.Reset(First, Second);
        return null;
    }
}
