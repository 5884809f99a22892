using Scalewright.Agents.Services;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>What a simulated place is like. A value; the default gives nodes without limit that boot in 30 s and never fail.</summary>
public sealed record SimulationOptions
{
    /// <summary>Where nodes come from that name no cloud. When <see cref="Clouds"/> is empty, every name is a cloud of its own like this one.</summary>
    public CloudModel Cloud { get; init; } = CloudModel.Default;

    /// <summary>Clouds by name, as in <c>NodeSpec.Cloud</c>; default none.</summary>
    public ValueMap<CloudModel> Clouds { get; init; } = ValueMap<CloudModel>.Empty;

    /// <summary>How calls to the clouds behave.</summary>
    public CallModel Calls { get; init; } = CallModel.Default;

    /// <summary>Links between hosts that no fault changes.</summary>
    public LinkModel Link { get; init; } = LinkModel.Default;

    /// <summary>How hosts do their streams.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The disk of a controller, for the cluster's durable state.</summary>
    public DiskModel Disk { get; init; } = DiskModel.Default;

    /// <summary>The disk of a node.</summary>
    public DiskModel NodeDisk { get; init; } = DiskModel.Default;

    /// <summary>What goes wrong, and when; default nothing. <see cref="SimulationProvider.Inject"/> adds to it.</summary>
    public FaultSchedule Faults { get; init; } = FaultSchedule.Empty;

    /// <summary>Programs that nodes have besides the built-in ones, by name; one of the same name replaces that.</summary>
    public ValueMap<SimulatedProgram> Programs { get; init; } = ValueMap<SimulatedProgram>.Empty;

    /// <summary>What agents of nodes answer besides commands and files; default nothing. Each start of an agent makes its own.</summary>
    public ServiceSet Services { get; init; } = ServiceSet.Empty;

    /// <summary>How long opening a way into a node may take; default 10 s.</summary>
    public TimeSpan ConnectDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Orders that one call of <c>ApplyAsync</c> should carry at most, 1 or more; default 1,000.</summary>
    public int OrdersMax { get; init; } = 1_000;

    /// <summary>Events kept of each node for <see cref="SimulationProvider.LastEventsOf"/>, 0 or more; default 16.</summary>
    public int EventsKept { get; init; } = 16;

    /// <summary>The wall time at the start; default 2000-01-01 in UTC.</summary>
    public DateTimeOffset StartsAt { get; init; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How time goes in relation to what is outside; default <see cref="Pace.Alone"/>. With any other, everything but
    /// <see cref="SimulationProvider.RunAsync"/> is to be called by programs only, and the course depends on when they came.</summary>
    public Pace Pace { get; init; }

    /// <summary>Steps after which a run is taken to be without end, 1 or more; default without limit.</summary>
    public long StepsMax { get; init; } = long.MaxValue;

    /// <summary>Whether each step goes into <see cref="SimulationProvider.TraceHash"/>; default false.</summary>
    public bool HashSteps { get; init; }

    /// <summary>Whether a stall names each await with its place; default false. Slower, and changes no order; other runs of the process meanwhile do not show
    /// in which method an escaped await goes on.</summary>
    public bool TraceWaits { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside of its range.</exception>
    internal SimulationOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(OrdersMax, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(EventsKept);
        ArgumentOutOfRangeException.ThrowIfLessThan(StepsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectDeadline, TimeSpan.Zero);
        Calls.Check();
        return this;
    }
}
