using Scalewright.Recording;

namespace Scalewright.Providers.Simulation;

/// <summary>Run of one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Faults">Faults of the run, with their times.</param>
public sealed record SeedRun(long Seed, FaultSchedule Faults)
{
    /// <summary>Hash of the trace. Equal for two runs with the same trace.</summary>
    public TraceHash TraceHash { get; init; }

    /// <summary>Number of steps of the simulation.</summary>
    public long StepCount { get; init; }

    /// <summary>Virtual time of the run.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Number of times that the program was killed.</summary>
    public int KillCount { get; init; }

    /// <summary>Failure; null when the run succeeded.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Phase and virtual time of the failure; null when the run succeeded.</summary>
    public FailurePoint? FailedAt { get; init; }

    /// <summary>
    /// Stack frames of the failure in user code, innermost first. Excludes the framework, test runners and this
    /// library. If the failure has none, uses the exception that caused it.
    /// </summary>
    public ValueList<string> UserFrames => StackLines.UsersOwnFrames(Failure);

    /// <summary>
    /// Calls and faults in order. Lists the calls around faults, phases and the failure, and the number of all others.
    /// Empty when the run succeeded.
    /// </summary>
    public ValueList<TimelineEntry> Timeline { get; init; } = [];

    internal ValueList<string> NodeNames { get; init; } = [];

    /// <summary>Virtual time of each step, up to a limit. Empty unless the run is traced.</summary>
    internal IReadOnlyList<TimeSpan> StepTimes { get; init; } = [];

    /// <summary>Events of the run with their causes. Empty without
    /// <see cref="SimulationOptions.IsRecordingEnabled"/>.</summary>
    public RunTrace Recording { get; init; } = new();

    /// <summary>Declared situations, each with the count 1 if this run reached it, otherwise 0.</summary>
    internal ValueList<Situation> Situations { get; init; } = [];

    /// <summary>Operations that were performed, with a bit for each.</summary>
    internal uint PerformedOperations { get; init; }

    /// <summary>Operations under way at the start of each fault of the schedule, with a bit for each.</summary>
    internal IReadOnlyList<uint> OperationsAtFaults { get; init; } = [];

    /// <summary>Last events of each node, oldest first, by node name. Empty when the run succeeded.</summary>
    public ValueMap<ValueList<NodeEvent>> LastEvents { get; init; } = ValueMap<ValueList<NodeEvent>>.Empty;
}
