using Scalewright.Journals;

namespace Scalewright.Providers.Simulation;

/// <content>Events of the simulated world and fault injection.</content>
public sealed partial class SimulationProvider
{
    /// <summary>Virtual time since the start.</summary>
    public TimeSpan Elapsed => World.Kernel.Elapsed;

    /// <summary>Number of steps executed.</summary>
    public long Steps => World.Kernel.Steps;

    /// <summary>Hash of the trace, equal for equal traces, with
    /// <see cref="SimulationOptions.IsTraceHashEnabled"/>.</summary>
    public TraceHash TraceHash => World.Kernel.TraceHash;

    /// <summary>Cost of all nodes until now.</summary>
    public decimal Cost => World.Clouds.Cost;

    /// <summary>
    /// Disk that all controllers share, for the durable state of a cluster. A power loss drops unflushed data. File
    /// locks are released when their program is killed or its run ends. With a <see cref="SimulationOptions.Pace"/>
    /// other than <see cref="SimulationPace.Isolated"/>, programs share one process that lasts until the provider is
    /// disposed.
    /// </summary>
    public IFileSystem FileSystem => Controller.Files;

    /// <inheritdoc/>
    public LockHolder LockHolder => Controller.LockHolder;

    /// <summary>Creates a provider for another host of the same world, for example to run competing programs.</summary>
    /// <param name="host">Name of the host in the network.</param>
    /// <returns>A provider with its own clock, random source and process, which shares the clouds and nodes.</returns>
    public SimulationProvider OpenController(string host)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        World.GetController(host);
        return new SimulationProvider(World, host);
    }

    /// <inheritdoc/>
    public void Inject(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        World.Inject(fault);
    }

    /// <summary>
    /// Declares a situation that some seeds should reach, and records whether this seed reaches it. Does not affect the
    /// run. <see cref="ExplorationReport.Situations"/> has the number of seeds that reached it.
    /// </summary>
    /// <param name="situation">Name of the situation, for example <c>a follower took over during a snapshot</c>.
    /// </param>
    /// <param name="condition">True if the run is in this situation. It is reached if the condition is true at least
    /// once.</param>
    public void Sometimes(string situation, bool condition)
    {
        ArgumentException.ThrowIfNullOrEmpty(situation);
        World.Kernel.CheckThread();
        World.Situations[situation] = condition || World.Situations.GetValueOrDefault(situation);
    }

    /// <summary>
    /// Faults of the schedule and network faults whose target did not exist when they started. Reported as warnings
    /// with the nearest names, oldest first; the first 100. A run continues, because a node may be created later or be
    /// gone already.
    /// </summary>
    public ValueList<Problem> UnmatchedFaults => World.UnmatchedFaults;

    /// <summary>
    /// Returns the most recent events of a node, oldest first. Empty when no node of this name ever existed.
    /// </summary>
    /// <param name="node">Name of the node.</param>
    public ValueList<NodeEvent> GetRecentEvents(string node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return World.FindEvents(node);
    }
}
