namespace Scalewright.Charts;

/// <summary>Chart of horizontal bars, with one bar for each row and column. Equal charts produce identical bytes.
/// </summary>
/// <param name="Title">Title of the chart.</param>
/// <param name="Columns">Columns from left to right.</param>
internal sealed record BarChart(string Title, ValueList<BarColumn> Columns)
{
    /// <summary>Rows, from top to bottom. Default none.</summary>
    public ValueList<BarRow> Rows { get; init; } = [];

    /// <summary>Returns one SVG element with its own style, 960 wide.</summary>
    public string ToSvg() => SvgBarChart.Draw(this, SvgCanvas.Wide);

    /// <summary>Returns the same chart for a phone, 360 wide.</summary>
    internal string ToNarrowSvg() => SvgBarChart.Draw(this, SvgCanvas.Narrow);
}

/// <summary>Column of a bar chart, with an axis from 0.</summary>
/// <param name="Title">Title above the bars.</param>
internal sealed record BarColumn(string Title)
{
    /// <summary>True to draw the bars in red. Default false: blue.</summary>
    public bool IsLoss { get; init; }
}

/// <summary>Row of a bar chart.</summary>
/// <param name="Name">Name of the row.</param>
/// <param name="Bars">Bars, one for each column.</param>
internal sealed record BarRow(string Name, ValueList<Bar> Bars)
{
    /// <summary>True for a row that is only for comparison, in a pale color. Its bar is broken if it is more than twice
    /// as long as all others. Default false.</summary>
    public bool IsBaseline { get; init; }
}

/// <summary>Bar of a bar chart.</summary>
/// <param name="Value">Length, 0 or more.</param>
/// <param name="Text">Text at the end of the bar.</param>
internal readonly record struct Bar(double Value, string Text);
