using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>A node that the place has: a lease of a cloud and a machine that boots. What only some need is made when it is needed.</summary>
internal sealed class HeldNode : Holding, IMachineWatcher
{
    private readonly World _world;

    public HeldNode(World world, long number, Resource current, NodeSpec spec, SimulatedCloud cloud, CloudLease lease, string host)
        : base(number, current)
    {
        (_world, Spec, Cloud, Lease, Host) = (world, spec, cloud, lease, host);
        Machine = new SimulatedMachine(world.Kernel, current.Tag.Token, cloud.Model.Machine) { Watcher = this };
        lease.Watcher = this;
    }

    /// <summary>What it shall be, as last told.</summary>
    public NodeSpec Spec { get; set; }

    public SimulatedCloud Cloud { get; }

    public CloudLease Lease { get; }

    public SimulatedMachine Machine { get; }

    /// <summary>Its name in the network: that of the node, unless another one has it.</summary>
    public string Host { get; }

    /// <summary>Whether it is gone when its boot fails.</summary>
    public bool VanishesInBoot { get; set; }

    /// <summary>Whether its machine was turned off for good, in order.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Whether the network was told of it.</summary>
    public bool IsHostKnown { get; set; }

    public SimulatedDisk? Disk { get; set; }

    public NodeAgent? Agent { get; set; }

    /// <summary>How often its agent was started; tells one start from another.</summary>
    public int AgentStarts { get; set; }

    /// <summary>Faults that keep its agent down.</summary>
    public int AgentDownCount { get; set; }

    /// <summary>Faults that end its agent as soon as it starts.</summary>
    public int AgentFailureCount { get; set; }

    /// <summary>The last lines of its agents' log; null: none yet.</summary>
    public AgentLog? AgentLog { get; set; }

    /// <summary>Faults that keep its disk full.</summary>
    public int DiskFullCount { get; set; }

    /// <summary>Faults that keep its machine frozen.</summary>
    public int FreezeCount { get; set; }

    public string Name => Spec.Name;

    public void Changed(SimulatedMachine machine, MachineState before) => _world.Nodes.Note(this, machine.State, before);

    public void Noticed(CloudLease lease) => _world.Nodes.Notice(this);

    public void Terminated(CloudLease lease) => _world.Nodes.TakeAway(this, "the cloud took it back");
}
