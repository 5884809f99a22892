namespace Scalewright.Charts;

/// <summary>Values over time, as a picture. Equal charts give equal bytes; however many points there are, the picture stays below 100 kB.</summary>
/// <param name="Title">What is shown.</param>
public sealed record Chart(string Title)
{
    /// <summary>Unit of the values, for the axis; default none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The lines, the first behind the others; more than eight share colours.</summary>
    public ValueList<ChartLine> Lines { get; init; } = [];

    /// <summary>What is marked behind the lines; default nothing.</summary>
    public ChartMarks? Marks { get; init; }

    /// <summary>Instants that are marked by a broken line through the whole height; only the beginnings of the pieces count. Default nothing.</summary>
    public ChartMarks? Events { get; init; }

    /// <summary>
    /// The picture as one SVG element with its own style, 960 by 300; higher when the title or the legend takes more than a line. A line with more points
    /// than the picture has pixels is drawn as its mean in a band from min to max.
    /// </summary>
    public string ToSvg() => new SvgChart(this, SvgCanvas.Wide).Draw();

    /// <summary>The same for a phone: 360 wide.</summary>
    internal string ToNarrowSvg() => new SvgChart(this, SvgCanvas.Narrow).Draw();
}
