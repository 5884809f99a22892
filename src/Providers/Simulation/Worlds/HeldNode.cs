using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>A node that the place has: a lease of a cloud and a machine that boots. What only some need is made when it is needed.</summary>
internal sealed class HeldNode(long number, Resource current, NodeSpec spec, SimulatedCloud cloud, CloudLease lease) : Holding(number, current)
{
    /// <summary>What it shall be, as last told.</summary>
    public NodeSpec Spec { get; set; } = spec;

    public SimulatedCloud Cloud => cloud;

    public CloudLease Lease => lease;

    public required SimulatedMachine Machine { get; init; }

    /// <summary>Its name in the network: that of the node, unless another one has it.</summary>
    public required string Host { get; init; }

    /// <summary>Whether the network was told of it.</summary>
    public bool IsHostKnown { get; set; }

    public SimulatedDisk? Disk { get; set; }

    public NodeAgent? Agent { get; set; }

    /// <summary>How often its agent was started; tells one start from another.</summary>
    public int AgentStarts { get; set; }

    /// <summary>Faults that keep its agent down.</summary>
    public int AgentDownCount { get; set; }

    /// <summary>Faults that keep its machine frozen.</summary>
    public int FreezeCount { get; set; }

    public string Name => Spec.Name;
}
