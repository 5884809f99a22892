namespace Scalewright.Charts;

/// <summary>Spreads of one colour.</summary>
/// <param name="Name">What they are, for the legend.</param>
/// <param name="Spreads">The spreads, in any order.</param>
public sealed record ChartSpreadSeries(string Name, ValueList<ChartSpread> Spreads)
{
    /// <summary>Whether a line joins their middles, in the order of the categories; default false.</summary>
    public bool IsJoined { get; init; }
}
