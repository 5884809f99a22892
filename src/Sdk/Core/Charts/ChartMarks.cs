namespace Scalewright.Charts;

/// <summary>Pieces of time that are marked through the whole height of a chart.</summary>
/// <param name="Name">What they are, for the legend.</param>
public sealed record ChartMarks(string Name)
{
    /// <summary>The pieces, in any order.</summary>
    public ValueList<ChartSpan> Spans { get; init; } = [];
}
