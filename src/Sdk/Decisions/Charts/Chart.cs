namespace Scalewright.Charts;

/// <summary>Line chart. Equal charts produce identical bytes, less than 100 kB for any number of points.</summary>
/// <param name="Title">Title of the chart.</param>
public sealed record Chart(string Title)
{
    /// <summary>Unit of the values, shown at the axis. Default none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Least maximum of the value axis, to give several charts the same axis. Default 0.</summary>
    public double MaxValue { get; init; }

    /// <summary>Date of time 0, for dates at the time axis. Default null: durations.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Lines, drawn in order from back to front; more than eight share colors.</summary>
    public ValueList<ChartLine> Lines { get; init; } = [];

    /// <summary>Marked time spans behind the lines. Default none.</summary>
    public ChartAnnotations? Annotations { get; init; }

    /// <summary>Events, each a dashed line over the full height at the start of its span. Default none.</summary>
    public ChartAnnotations? Events { get; init; }

    /// <summary>
    /// Returns one SVG element with its own style, 960 by 300; higher if the title or the legend needs more than one
    /// line. A line with more points than pixels is drawn as its mean in a band from minimum to maximum.
    /// </summary>
    public string ToSvg() => new SvgChart(this, SvgCanvas.Wide).Draw();

    /// <summary>Returns the same chart for a phone, 360 wide.</summary>
    internal string ToNarrowSvg() => new SvgChart(this, SvgCanvas.Narrow).Draw();
}
