namespace Scalewright.Charts;

/// <summary>Chart of a value for each pair of two categories. Equal charts produce identical bytes.</summary>
/// <param name="Title">Title of the chart.</param>
/// <param name="Columns">Categories from left to right.</param>
/// <param name="Rows">Categories from top to bottom.</param>
internal sealed record HeatMap(string Title, ValueList<string> Columns, ValueList<string> Rows)
{
    /// <summary>Unit of the values. Default none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Title above the columns. Default none.</summary>
    public string ColumnTitle { get; init; } = "";

    /// <summary>Title above the names of the rows. Default none.</summary>
    public string RowTitle { get; init; } = "";

    /// <summary>Cells row by row. Missing cells stay empty.</summary>
    public ValueList<HeatCell> Cells { get; init; } = [];

    /// <summary>Returns one SVG element with its own style, 960 wide.</summary>
    public string ToSvg() => SvgHeatMap.Draw(this, SvgCanvas.Wide);

    /// <summary>Returns the same chart for a phone, 360 wide.</summary>
    internal string ToNarrowSvg() => SvgHeatMap.Draw(this, SvgCanvas.Narrow);
}

/// <summary>Cell of a heat map.</summary>
/// <param name="Value">Value that selects the color; NaN for no color.</param>
/// <param name="Text">Text in the cell.</param>
internal readonly record struct HeatCell(double Value, string Text)
{
    /// <summary>Text for a cell that is too narrow for <see cref="Text"/>. Default none: the cell stays without text.
    /// </summary>
    public string ShortText { get; init; } = "";
}
