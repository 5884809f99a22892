namespace Scalewright.Charts;

/// <summary>Values by category, with error bars or boxes. Equal charts give equal bytes.</summary>
/// <param name="Title">What is shown.</param>
public sealed record SpreadChart(string Title)
{
    /// <summary>Unit of the values; default none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What the categories are; default nothing.</summary>
    public string Axis { get; init; } = "";

    /// <summary>
    /// Categories from left to right; those that no series has are left free. Categories that are all numbers, as text with a point, lie on an axis of
    /// numbers, each at its value.
    /// </summary>
    public ValueList<string> Categories { get; init; } = [];

    /// <summary>The series, side by side in each category; more than eight share colours.</summary>
    public ValueList<ChartSpreadSeries> Series { get; init; } = [];

    /// <summary>
    /// Whether categories are rows from top to bottom, with their names in full; lines between middles and <see cref="Axis"/> are left out then. Default
    /// false: rows are drawn only where names do not fit below an axis.
    /// </summary>
    public bool HasRows { get; init; }

    /// <summary>The picture as one SVG element with its own style, 960 by 300; higher when the title or the legend takes more than a line.</summary>
    public string ToSvg() => SvgSpreadChart.Draw(this, SvgCanvas.Wide);

    /// <summary>The same for a phone: 360 wide.</summary>
    internal string ToNarrowSvg() => SvgSpreadChart.Draw(this, SvgCanvas.Narrow);
}
