namespace Scalewright.Providers.Simulation;

/// <summary>Pauses the machine of a node and resumes it afterward.</summary>
/// <param name="Node">Name of the node.</param>
public sealed record FreezeNode(string Node) : Fault
{
    private protected override string Description => $"node {TextEscaping.Escape(Node)} stands still{DurationSuffix}";

    internal override void CheckValues(FaultCheck check) => check.NotNull(nameof(Node), Node);

    internal override void CheckTargets(FaultCheck check, World world) => check.Node(world, nameof(Node), Node);

    internal override Action? Inject(World world) => world.Inventory.FindHost(Node) is { } node ? NodeLifecycle.Freeze(node) : null;
}
