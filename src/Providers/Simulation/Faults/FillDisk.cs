namespace Scalewright.Providers.Simulation;

/// <summary>Nothing more can be written to a node's disk; what lies there stays, and what is deleted makes room.</summary>
/// <param name="Node">The node's name.</param>
public sealed record FillDisk(string Node) : Fault
{
    private protected override string Words => $"the disk of node {Printable.Escape(Node)} is full{Time}";

    internal override void CheckValues(FaultCheck check) => check.Given(nameof(Node), Node);

    internal override void CheckTargets(FaultCheck check, World world) => check.Node(world, nameof(Node), Node);

    internal override Action? Begin(World world) => world.Inventory.FindHost(Node) is { } node ? world.Nodes.FillDisk(node) : null;
}
