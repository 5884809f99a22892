namespace Scalewright.Charts;

/// <summary>Chart of values by category, with error bars or boxes. Equal charts produce identical bytes.</summary>
/// <param name="Title">Title of the chart.</param>
internal sealed record SpreadChart(string Title)
{
    /// <summary>Unit of the values. Default none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Title of the category axis. Default none.</summary>
    public string CategoryAxisTitle { get; init; } = "";

    /// <summary>
    /// Categories from left to right; unused ones stay empty. Numeric categories, written with a decimal point, are
    /// positioned by value.
    /// </summary>
    public ValueList<string> Categories { get; init; } = [];

    /// <summary>Series, side by side in each category; more than eight share colors.</summary>
    public ValueList<ChartSpreadSeries> Series { get; init; } = [];

    /// <summary>
    /// True to draw categories as rows with their full names, without lines between centers and without
    /// <see cref="CategoryAxisTitle"/>. Default false: rows are used only if names do not fit below the axis. Only rows
    /// show values below 0.
    /// </summary>
    public bool IsHorizontal { get; init; }

    /// <summary>Value marked by a dashed line. Default null: none.</summary>
    public ChartReference? Reference { get; init; }

    /// <summary>Returns one SVG element with its own style, 960 by 300; higher for a long title or legend.</summary>
    public string ToSvg() => SvgSpreadChart.Draw(this, SvgCanvas.Wide);

    /// <summary>Returns the same chart for a phone, 360 wide.</summary>
    internal string ToNarrowSvg() => SvgSpreadChart.Draw(this, SvgCanvas.Narrow);
}
