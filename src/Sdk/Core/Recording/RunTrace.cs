namespace Scalewright.Recording;

/// <summary>Events of a run, as an <see cref="EventRecorder"/> recorded them.</summary>
public sealed record RunTrace
{
    /// <summary>Test, seed and faults of the run.</summary>
    public RunHeader Header { get; init; } = new();

    /// <summary>Subjects of the events.</summary>
    public ValueList<RunSubject> Subjects { get; init; } = [];

    /// <summary>Events in order of recording.</summary>
    public ValueList<RunEvent> Events { get; init; } = [];

    /// <summary>States that observations and decisions read.</summary>
    public ValueList<RunLink> Links { get; init; } = [];

    /// <summary>Outcome of the run; null if its process was killed.</summary>
    public RunEnd? End { get; init; }
}

/// <summary>Test, seed and faults of a run.</summary>
public sealed record RunHeader
{
    /// <summary>Full name of the test; empty if it was none.</summary>
    public string Test { get; init; } = "";

    /// <summary>Seed and faults that repeat the run, for example <c>27:16</c>; empty outside of a simulation.</summary>
    public string Replay { get; init; } = "";

    /// <summary><c>failing</c>, <c>passing</c>, <c>whole</c> (before faults were removed), <c>changed</c> (other
    /// faults than the failing run), <c>live</c> or <c>experiment</c>.</summary>
    public string Role { get; init; } = "";

    /// <summary>Command that repeats the run; empty if unknown.</summary>
    public string Command { get; init; } = "";

    /// <summary>Date of the start of the run.</summary>
    public DateTimeOffset Epoch { get; init; }

    /// <summary>Faults of the schedule that were injected.</summary>
    public ValueList<RunFault> KeptFaults { get; init; } = [];

    /// <summary>Generated faults that are not needed to repeat the failure.</summary>
    public ValueList<RunFault> RemovedFaults { get; init; } = [];

    /// <summary>Version of the recorder's package.</summary>
    public string Version { get; init; } = "";
}

/// <summary>Fault of a schedule.</summary>
/// <param name="Number">Number in the schedule, from 0, as in <see cref="RunHeader.Replay"/>; <see cref="Added"/> for a
/// fault that the seed does not generate.</param>
/// <param name="At">Time since the start of the run.</param>
/// <param name="Text">Description, for example <c>loss of node web-3</c>.</param>
public sealed record RunFault(int Number, TimeSpan At, string Text)
{
    /// <summary>Number of a fault that was added to those of the seed.</summary>
    public const int Added = -1;
}

/// <summary>Values of <see cref="RunEnd.Outcome"/>.</summary>
public static class RunOutcomes
{
    /// <summary>The program or its check failed.</summary>
    public const string Failed = "failed";

    /// <summary>The program and its check succeeded.</summary>
    public const string Passed = "passed";

    /// <summary>The recording of a live cluster was stopped.</summary>
    public const string Stopped = "stopped";
}

/// <summary>Outcome of a run.</summary>
public sealed record RunEnd
{
    /// <summary>One of <see cref="RunOutcomes"/>.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Phase that failed, for example <c>check</c>; empty if none failed.</summary>
    public string Phase { get; init; } = "";

    /// <summary>Type of the exception without its namespace; empty if nothing failed.</summary>
    public string Exception { get; init; } = "";

    /// <summary>Message of the exception.</summary>
    public string Message { get; init; } = "";

    /// <summary>Stack frames of the user's program, innermost first.</summary>
    public ValueList<string> Frames { get; init; } = [];

    /// <summary>Time since the start of the run.</summary>
    public TimeSpan At { get; init; }

    /// <summary>Step of the simulation's kernel; 0 outside of a simulation.</summary>
    public long Step { get; init; }

    /// <summary>Number of messages, log lines and further events that were not recorded, because there were too
    /// many.</summary>
    public long DroppedCount { get; init; }

    /// <summary>Hash of the order of all steps; empty outside of a simulation.</summary>
    public string Hash { get; init; } = "";
}
