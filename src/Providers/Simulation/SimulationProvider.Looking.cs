using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <content>What is true at this instant, for models of what runs on the nodes. It takes no time and asks no cloud.</content>
public sealed partial class SimulationProvider
{
    /// <summary>What the machine of a node is doing; null when there is none of this name.</summary>
    /// <param name="node">The node's name.</param>
    public MachineState? MachineOf(string node)
    {
        ArgumentNullException.ThrowIfNull(node);
        World.Kernel.CheckThread();
        return World.Inventory.FindHost(node)?.Machine.State;
    }

    /// <summary>A small packet there and back, as it would fare now; the network is as if it had never been sent.</summary>
    /// <param name="from">A host: a node's name, or <c>controller</c>.</param>
    /// <param name="to">Another one.</param>
    /// <param name="random">Where chance comes from: latency, jitter and loss are drawn from it.</param>
    /// <returns>How long it takes; null when it is lost, a direction is cut, or a node does not run.</returns>
    public TimeSpan? Ping(string from, string to, Kernel.StableRandom random)
    {
        ArgumentException.ThrowIfNullOrEmpty(from);
        ArgumentException.ThrowIfNullOrEmpty(to);
        ArgumentNullException.ThrowIfNull(random);
        World world = World;
        world.Kernel.CheckThread();
        return Answers(world, from) && Answers(world, to)
            ? OneWay(world.Network.LinkOf(from, to), random) + OneWay(world.Network.LinkOf(to, from), random)
            : null;
    }

    private static bool Answers(World world, string host) =>
        world.IsController(host) || world.Inventory.FindHost(host)?.Machine.State == MachineState.Running;

    private static TimeSpan? OneWay(NetworkLink link, Kernel.StableRandom random) =>
        link.IsCut || random.NextChance(link.Model.Loss) ? null : link.Model.Latency.Draw(random) + link.Model.Jitter.Draw(random);
}
