namespace Scalewright.Charts;

/// <summary>Time spans that are marked over the full height of a chart.</summary>
/// <param name="Name">Name in the legend.</param>
public sealed record ChartAnnotations(string Name)
{
    /// <summary>Spans, in any order.</summary>
    public ValueList<ChartSpan> Spans { get; init; } = [];
}
