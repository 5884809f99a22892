namespace Scalewright.Providers.Simulation;

/// <summary>A node's machine stands still, then goes on as if nothing had been.</summary>
/// <param name="Node">The node's name.</param>
public sealed record FreezeNode(string Node) : Fault
{
    private protected override string Words => $"node {Printable.Escape(Node)} stands still{Time}";

    internal override void CheckValues(FaultCheck check) => check.Given(nameof(Node), Node);

    internal override void CheckTargets(FaultCheck check, World world) => check.Node(world, nameof(Node), Node);

    internal override Action? Begin(World world) => world.Inventory.FindHost(Node) is { } node ? NodeYard.Freeze(node) : null;
}
