using Scalewright.Agents.Services;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Options of a simulation. Immutable. Default: unlimited nodes, boot in 30 seconds, no failures.</summary>
public sealed record SimulationOptions
{
    /// <summary>
    /// Cloud of nodes that do not name a cloud. When <see cref="Clouds"/> is empty, each cloud name denotes a separate
    /// cloud with this model.
    /// </summary>
    public CloudModel Cloud { get; init; } = CloudModel.Default;

    /// <summary>Clouds by name, as in <c>NodeSpec.Cloud</c>. Default empty.</summary>
    public ValueMap<CloudModel> Clouds { get; init; } = ValueMap<CloudModel>.Empty;

    /// <summary>Latency and limits of calls to the clouds.</summary>
    public CallModel Calls { get; init; } = CallModel.Default;

    /// <summary>Model of the links between hosts. Faults may override it.</summary>
    public LinkModel Link { get; init; } = LinkModel.Default;

    /// <summary>Stream options of all hosts.</summary>
    public SimulatedNetworkOptions Network { get; init; } = new();

    /// <summary>Disk of a controller, which stores the durable state of the cluster.</summary>
    public DiskModel Disk { get; init; } = DiskModel.Default;

    /// <summary>Disk of a node.</summary>
    public DiskModel NodeDisk { get; init; } = DiskModel.Default;

    /// <summary>Faults and their times. Default none. <see cref="SimulationProvider.Inject"/> adds more.</summary>
    public FaultSchedule Faults { get; init; } = FaultSchedule.Empty;

    /// <summary>Additional programs of nodes, by name. A program replaces a built-in one of the same name.</summary>
    public ValueMap<SimulatedProgram> Programs { get; init; } = ValueMap<SimulatedProgram>.Empty;

    /// <summary>Services of node agents besides commands and files, created at each start. Default none.</summary>
    public ServiceSet Services { get; init; } = ServiceSet.Empty;

    /// <summary>Timeout for opening a connection to a node. Default 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Recommended maximum number of requests in one call of <c>ApplyAsync</c>, 1 or more. Default 1,000.
    /// </summary>
    public int MaxBatchSize { get; init; } = 1_000;

    /// <summary>Number of events kept for each node, 0 or more. Default 16.</summary>
    public int MaxEventsPerNode { get; init; } = 16;

    /// <summary>Wall clock time at the start. Default 2000-01-01 UTC.</summary>
    public DateTimeOffset StartsAt { get; init; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Relation between virtual time and real time. Default <see cref="SimulationPace.Isolated"/>. With any other
    /// value, only programs may call members other than <see cref="SimulationProvider.RunAsync"/>, and the trace
    /// depends on when programs start.
    /// </summary>
    public SimulationPace Pace { get; init; }

    /// <summary>Maximum number of steps of a run, 1 or more. Default unlimited.</summary>
    public long MaxSteps { get; init; } = long.MaxValue;

    /// <summary>True to add steps to <see cref="SimulationProvider.TraceHash"/>. Default false.</summary>
    public bool IsTraceHashEnabled { get; init; }

    /// <summary>
    /// Indicates whether a stall report lists each pending await with its location, and whether recorded calls of nodes
    /// name the line of the program that makes them. Default false. Slower, but does not change the order of events.
    /// While it is enabled, other runs in this process do not report the method in which an escaped await resumed.
    /// </summary>
    public bool IsWaitTracingEnabled { get; init; }

    /// <summary>Indicates whether runs of a seed have a <see cref="SeedRun.Recording"/>. Default false: no overhead.
    /// Does not change the order of events.</summary>
    public bool IsRecordingEnabled { get; init; }

    internal SimulationOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxEventsPerNode);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSteps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        Calls.Check();
        return this;
    }
}
