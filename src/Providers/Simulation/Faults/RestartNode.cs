namespace Scalewright.Providers.Simulation;

/// <summary>A node's machine loses power and boots again: what was not flushed is lost, programs end, and it has another boot id.</summary>
/// <remarks><see cref="Fault.For"/> is how long it has no power: default none in a simulation, where booting takes its time, and 10 s on real nodes, where there is nothing to boot.</remarks>
/// <param name="Node">The node's name.</param>
public sealed record RestartNode(string Node) : Fault
{
    private protected override string Words => $"restart of node {Printable.Escape(Node)}{Time}";

    internal override void CheckValues(FaultCheck check) => check.Given(nameof(Node), Node);

    internal override void CheckTargets(FaultCheck check, World world) => check.Node(world, nameof(Node), Node);

    internal override Action? Begin(World world)
    {
        if (world.Inventory.FindHost(Node) is not { } node)
        {
            return null;
        }

        if (For is not null)
        {
            NodeYard.TurnOff(node);
            return () => world.Nodes.Restart(node);
        }

        world.Nodes.Restart(node);
        return null;
    }
}
