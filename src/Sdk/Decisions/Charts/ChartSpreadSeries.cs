namespace Scalewright.Charts;

/// <summary>Series of spreads in one color.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Spreads">The spreads, in any order.</param>
internal sealed record ChartSpreadSeries(string Name, ValueList<ChartSpread> Spreads)
{
    /// <summary>True to join the centers by a line, in the order of the categories. Default false.</summary>
    public bool IsConnected { get; init; }

    /// <summary>Name of the hollow dots in the legend. Default empty: that of the series.</summary>
    public string HollowName { get; init; } = "";
}
