namespace Scalewright.Providers.Simulation;

/// <summary>Crashes the machine of a node. The cloud reports the node as failed.</summary>
/// <param name="Node">Name of the node.</param>
public sealed record CrashNode(string Node) : Fault
{
    private protected override string Words => $"crash of node {Printable.Escape(Node)}";

    internal override void CheckValues(FaultCheck check) => check.Given(nameof(Node), Node);

    internal override void CheckTargets(FaultCheck check, World world) => check.Node(world, nameof(Node), Node);

    internal override Action? Begin(World world)
    {
        world.Inventory.FindHost(Node)?.Machine.Fail();
        return null;
    }
}
