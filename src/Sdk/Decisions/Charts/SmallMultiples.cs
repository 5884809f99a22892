namespace Scalewright.Charts;

/// <summary>Grid of small area charts with equal axes, one for each name.</summary>
/// <param name="Title">Title of the grid.</param>
/// <param name="Panels">Lines with unique names, from left to right and from top to bottom.</param>
internal sealed record SmallMultiples(string Title, ValueList<ChartLine> Panels)
{
    /// <summary>Unit of the values. Default none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Returns one SVG element with its own style, 960 wide.</summary>
    public string ToSvg() => SvgSmallMultiples.Draw(this, SvgCanvas.Wide, columns: 4);

    /// <summary>Returns the same charts for a phone, 360 wide.</summary>
    internal string ToNarrowSvg() => SvgSmallMultiples.Draw(this, SvgCanvas.Narrow, columns: 2);
}
