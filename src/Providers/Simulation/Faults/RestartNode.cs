namespace Scalewright.Providers.Simulation;

/// <summary>Restarts a node after a power loss. Unflushed data is lost, programs end and the boot ID changes.</summary>
/// <remarks>
/// <see cref="Fault.Duration"/> is the time without power. Default zero in a simulation, where booting takes time, and
/// 10 seconds on real nodes, which do not boot.
/// </remarks>
/// <param name="Node">Name of the node.</param>
public sealed record RestartNode(string Node) : Fault
{
    private protected override string Description => $"restart of node {TextEscaping.Escape(Node)}{DurationSuffix}";

    internal override void CheckValues(FaultCheck check) => check.NotNull(nameof(Node), Node);

    internal override void CheckTargets(FaultCheck check, World world) => check.Node(world, nameof(Node), Node);

    internal override Action? Inject(World world)
    {
        if (world.Inventory.FindHost(Node) is not { } node)
        {
            return null;
        }

        if (Duration is not null)
        {
            NodeLifecycle.TurnOff(node);
            return () => world.Nodes.Restart(node);
        }

        world.Nodes.Restart(node);
        return null;
    }
}
