namespace Scalewright.Recording;

/// <summary>Part of a run, as <see cref="EventRecorder.Take"/> returns it.</summary>
public sealed record RunTracePart
{
    /// <summary>Number of the first of <see cref="Events"/>.</summary>
    public int FirstEvent { get; init; }

    /// <summary>Subjects that were added since the previous part.</summary>
    public ValueList<RunSubject> Subjects { get; init; } = [];

    /// <summary>Events that were recorded since the previous part.</summary>
    public ValueList<RunEvent> Events { get; init; } = [];

    /// <summary>Ends of spans of previous parts.</summary>
    public ValueList<RunEventEnd> Ends { get; init; } = [];

    /// <summary>States that observations and decisions read.</summary>
    public ValueList<RunLink> Links { get; init; } = [];
}

/// <summary>End of a span whose start is in a previous part.</summary>
/// <param name="Event">Number of the span.</param>
/// <param name="At">Time since the start of the run.</param>
/// <param name="Response">Number of the event that ended it; -1 for none.</param>
/// <param name="Result">Result; empty for success.</param>
/// <param name="Details">Further text, for example what a call returned; empty to keep the text of the start.</param>
public readonly record struct RunEventEnd(int Event, TimeSpan At, int Response, string Result, string Details);
