namespace Scalewright.Recording;

/// <summary>Event of a run. Its number is its index in <see cref="RunTrace.Events"/>.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Subject">Index of the subject in <see cref="RunTrace.Subjects"/>.</param>
/// <param name="Start">Time since the start of the run.</param>
/// <param name="Message">Text without times and IDs, for example <c>create node web-1</c>.</param>
public readonly record struct RunEvent(RunEventKind Kind, int Subject, TimeSpan Start, string Message)
{
    /// <summary>End of a span; null for an instant, and for a span that had not ended with the run.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>Number of the event that scheduled this one; -1 for the start of the run, a fault of the schedule, and
    /// where causes are unknown.</summary>
    public int Cause { get; init; } = -1;

    /// <summary>Number of the span that contains this event, for example the call of an effect; -1 for none.</summary>
    public int Parent { get; init; } = -1;

    /// <summary>Number of the event that ended the span, for example the failure of a call; -1 for none.</summary>
    public int Response { get; init; } = -1;

    /// <summary>Result of a span: empty for success, otherwise the reason of the failure.</summary>
    public string Result { get; init; } = "";

    /// <summary>Step of the simulation's kernel; 0 outside of a simulation.</summary>
    public long Step { get; init; }

    /// <summary>Line of the user's program that caused the event, for example <c>ShopTests.cs:13</c>; empty if
    /// unknown.</summary>
    public string Source { get; init; } = "";

    /// <summary>Further text, for example what a call returned.</summary>
    public string Details { get; init; } = "";
}
