namespace Scalewright.Providers.Simulation;

/// <summary>Stops the agent of a node and the programs that it started. It restarts when the fault ends.</summary>
/// <param name="Node">Name of the node.</param>
public sealed record CrashAgent(string Node) : Fault
{
    private protected override string Description => $"crash of the agent of node {TextEscaping.Escape(Node)}{DurationSuffix}";

    internal override void CheckValues(FaultCheck check) => check.NotNull(nameof(Node), Node);

    internal override void CheckTargets(FaultCheck check, World world) => check.Node(world, nameof(Node), Node);

    internal override Action? Inject(World world) => world.Inventory.FindHost(Node) is { } node ? world.Nodes.CrashAgent(node) : null;
}
