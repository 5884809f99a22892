using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <content>
/// Current state of machines and network, for models of software on the nodes. Reading it takes no virtual time and
/// calls no cloud.
/// </content>
public sealed partial class SimulationProvider
{
    /// <summary>Returns the machine state of a node, or null when the node does not exist.</summary>
    /// <param name="node">Name of the node.</param>
    public MachineState? GetMachineState(string node)
    {
        ArgumentNullException.ThrowIfNull(node);
        World.Kernel.CheckThread();
        return World.Inventory.FindHost(node)?.Machine.State;
    }

    /// <summary>Returns the current round-trip time of a small packet. Does not affect the network.</summary>
    /// <param name="from">A host: name of a node, or <c>controller</c>.</param>
    /// <param name="to">Another host.</param>
    /// <param name="random">Random source for latency, jitter and loss.</param>
    /// <returns>The round-trip time; null when the packet is lost, a direction is cut or a node does not run.</returns>
    public TimeSpan? Ping(string from, string to, Kernel.StableRandom random)
    {
        ArgumentException.ThrowIfNullOrEmpty(from);
        ArgumentException.ThrowIfNullOrEmpty(to);
        ArgumentNullException.ThrowIfNull(random);
        World world = World;
        world.Kernel.CheckThread();
        return CanRespond(world, from) && CanRespond(world, to)
            ? Sample(world.Network.GetLink(from, to), random) + Sample(world.Network.GetLink(to, from), random)
            : null;
    }

    private static bool CanRespond(World world, string host) =>
        world.IsController(host) || world.Inventory.FindHost(host)?.Machine.State == MachineState.Running;

    private static TimeSpan? Sample(NetworkLink link, Kernel.StableRandom random) =>
        link.IsCut || random.NextBoolean(link.Model.Loss) ? null : link.Model.Latency.Sample(random) + link.Model.Jitter.Sample(random);
}
