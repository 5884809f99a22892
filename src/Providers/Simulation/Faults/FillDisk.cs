namespace Scalewright.Providers.Simulation;

/// <summary>Fills the disk of a node. Existing files remain. Deleting files frees space.</summary>
/// <param name="Node">Name of the node.</param>
public sealed record FillDisk(string Node) : Fault
{
    private protected override string Description => $"the disk of node {TextEscaping.Escape(Node)} is full{DurationSuffix}";

    internal override void CheckValues(FaultCheck check) => check.NotNull(nameof(Node), Node);

    internal override void CheckTargets(FaultCheck check, World world) => check.Node(world, nameof(Node), Node);

    internal override Action? Inject(World world) => world.Inventory.FindHost(Node) is { } node ? world.Nodes.FillDisk(node) : null;
}
