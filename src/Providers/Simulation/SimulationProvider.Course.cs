using Scalewright.Journals;

namespace Scalewright.Providers.Simulation;

/// <content>What happens in the world, and what is made to happen.</content>
public sealed partial class SimulationProvider
{
    /// <summary>Virtual time since the start.</summary>
    public TimeSpan Elapsed => World.Kernel.Elapsed;

    /// <summary>Steps the simulation has taken.</summary>
    public long Steps => World.Kernel.Steps;

    /// <summary>Equal for two runs of the same course, when <see cref="SimulationOptions.HashSteps"/> is on.</summary>
    public TraceHash TraceHash => World.Kernel.TraceHash;

    /// <summary>What all nodes have cost up to now.</summary>
    public decimal Cost => World.Clouds.Cost;

    /// <summary>The disk of the place, for a cluster's durable state: what was not flushed is lost with the power. All controllers share it.
    /// Locks of files fall when their program is killed, and when a run ends, however it does; with a <see cref="SimulationOptions.Pace"/>
    /// programs share one process, which ends with the provider.</summary>
    public IFileSystem Files => Controller.Files;

    /// <inheritdoc/>
    public LockHolder LockHolder => Controller.LockHolder;

    /// <summary>Another host in the same world, for programs that are to compete with those of this one.</summary>
    /// <param name="host">Its name in the network.</param>
    /// <returns>A provider with its own clock, chance and process; it sees the same clouds and nodes.</returns>
    public SimulationProvider OpenController(string host)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        World.ControllerOf(host);
        return new SimulationProvider(World, host);
    }

    /// <inheritdoc/>
    public void Inject(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        World.Inject(fault);
    }

    /// <summary>What faults of the schedule, and faults of the network, named and was not there when they began: as warnings, with the
    /// nearest names, oldest first; the first 100. A node may come late or be gone, so this ends nothing; look here when a fault seems to do nothing.</summary>
    public ValueList<Problem> MissedFaults => World.Missed;

    /// <summary>The last things that happened to a node of this name, oldest first; empty when there never was one.</summary>
    /// <param name="node">The node's name.</param>
    public ValueList<NodeEvent> LastEventsOf(string node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return World.LastEventsOf(node);
    }
}
