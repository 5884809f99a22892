namespace Scalewright.Experiments.Histories;

/// <summary>An event of a run.</summary>
/// <param name="At">Time since the start of the load; negative before it.</param>
/// <param name="Kind">Kind of event: <c>deploy</c>, <c>load</c>, <c>scale</c>, <c>fault</c>, <c>node</c>, <c>job</c>,
/// <c>metric</c>, <c>count</c>, <c>stop</c>, <c>clock</c>.</param>
/// <param name="Text">Description, as a sentence.</param>
public sealed record HistoryEvent(TimeSpan At, string Kind, string Text)
{
    /// <summary>Machine of the event. Default empty: no specific machine.</summary>
    public string Node { get; init; } = "";

    /// <summary>True if the machine works after the event. Default null: no change of a machine's state.</summary>
    public bool? IsNodeUp { get; init; }
}
