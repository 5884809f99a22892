namespace Scalewright.Providers.Simulation;

/// <summary>The agent of a node ends, and each one that is started meanwhile ends at once: a crash loop.</summary>
/// <param name="Node">The node's name.</param>
public sealed record FailAgent(string Node) : Fault
{
    private protected override string Words => $"crash loop of the agent of node {Printable.Escape(Node)}{Time}";

    internal override void CheckValues(FaultCheck check) => check.Given(nameof(Node), Node);

    internal override void CheckTargets(FaultCheck check, World world) => check.Node(world, nameof(Node), Node);

    internal override Action? Begin(World world) => world.Inventory.FindHost(Node) is { } node ? world.Nodes.FailAgent(node) : null;
}
