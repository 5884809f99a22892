using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Node of the simulation: a lease and a machine. Optional parts are created on demand.</summary>
internal sealed class SimulatedClusterNode : SimulatedResource, IMachineWatcher
{
    private readonly World _world;

    public SimulatedClusterNode(
        World world,
        long number,
        Resource current,
        NodeSpec spec,
        SimulatedCloud cloud,
        CloudLease lease,
        string host
    )
        : base(number, current)
    {
        (_world, Spec, Cloud, Lease, Host) = (world, spec, cloud, lease, host);
        Machine = new SimulatedMachine(world.Kernel, current.Tag.Token, cloud.Model.Machine) { Watcher = this };
        lease.Watcher = this;
    }

    /// <summary>Latest desired specification.</summary>
    public NodeSpec Spec { get; set; }

    public SimulatedCloud Cloud { get; }

    public CloudLease Lease { get; }

    public SimulatedMachine Machine { get; }

    /// <summary>Host name in the network: the name of the node unless it is in use.</summary>
    public string Host { get; }

    /// <summary>True if the node is removed when its boot fails.</summary>
    public bool VanishesInBoot { get; set; }

    /// <summary>True if the machine was permanently shut down.</summary>
    public bool IsStopping { get; set; }

    /// <summary>True if the host is registered in the network.</summary>
    public bool IsHostKnown { get; set; }

    public SimulatedDisk? Disk { get; set; }

    public NodeAgent? Agent { get; set; }

    /// <summary>Number of agent starts; distinguishes successive agents.</summary>
    public int AgentStarts { get; set; }

    /// <summary>Number of faults that keep the agent stopped.</summary>
    public int AgentDownCount { get; set; }

    /// <summary>Number of faults that let each new agent exit immediately.</summary>
    public int AgentFailureCount { get; set; }

    /// <summary>True if an agent can be started, and exits immediately.</summary>
    public bool IsAgentFailing => AgentFailureCount > 0 && AgentDownCount == 0;

    public SimulatedAgentLog? AgentLog { get; set; }

    public int DiskFullCount { get; set; }

    public int FreezeCount { get; set; }

    public string Name => Spec.Name;

    public void Changed(SimulatedMachine machine, MachineState before) => _world.Nodes.OnStateChange(this, machine.State, before);

    public void Noticed(CloudLease lease) => _world.Nodes.ReportTermination(this);

    public void Terminated(CloudLease lease) => _world.Nodes.RemoveNow(this, "the cloud took it back");
}
