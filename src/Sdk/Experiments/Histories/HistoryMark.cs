namespace Scalewright.Experiments.Histories;

/// <summary>Something that happened in a run.</summary>
/// <param name="At">Time since the load began; negative before it.</param>
/// <param name="Kind">What kind of thing: <c>deploy</c>, <c>load</c>, <c>scale</c>, <c>fault</c>, <c>node</c>, <c>job</c>, <c>metric</c>, <c>count</c>, <c>stop</c>, <c>clock</c>.</param>
/// <param name="Text">What, in a sentence.</param>
public sealed record HistoryMark(TimeSpan At, string Kind, string Text)
{
    /// <summary>The machine that it is about; empty, the default, when it is about none.</summary>
    public string Node { get; init; } = "";

    /// <summary>Whether the machine works from now on; null, the default, when it is about none.</summary>
    public bool? Works { get; init; }
}
