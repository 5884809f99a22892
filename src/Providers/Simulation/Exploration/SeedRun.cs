namespace Scalewright.Providers.Simulation;

/// <summary>The course of one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Faults">What went wrong, and when.</param>
public sealed record SeedRun(long Seed, FaultSchedule Faults)
{
    /// <summary>Equal for two runs of the same course.</summary>
    public TraceHash TraceHash { get; init; }

    /// <summary>Steps of the simulation.</summary>
    public long StepCount { get; init; }

    /// <summary>Virtual time.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>How often the program was killed.</summary>
    public int KillCount { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Phase and virtual time of the failure; null when it did not fail.</summary>
    public FailurePoint? FailedAt { get; init; }

    /// <summary>
    /// The failure's stack frames in the caller's own code, innermost first; those of the framework, of test runners and of this library are left out.
    /// Where the failure has none, those of the exception that caused it.
    /// </summary>
    public ValueList<string> OwnFrames => StackLines.UsersOwnFrames(Failure);

    /// <summary>
    /// What the program called beside the faults, in order: the calls around faults, phases and the failure, the others as counts. Empty when it did not fail.
    /// </summary>
    public ValueList<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>Names of the nodes that there ever were, when they are asked for.</summary>
    internal ValueList<string> NodeNames { get; init; } = [];

    /// <summary>What happened last to each node, oldest first, by the node's name; empty when it did not fail.</summary>
    public ValueMap<ValueList<NodeEvent>> LastEvents { get; init; } = ValueMap<ValueList<NodeEvent>>.Empty;
}
