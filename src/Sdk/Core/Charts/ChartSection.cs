namespace Scalewright.Charts;

/// <summary>Section of a page: optional heading, text, table and charts.</summary>
/// <param name="Title">Heading; empty for none.</param>
public sealed record ChartSection(string Title = "")
{
    /// <summary>Plain text below the heading. An empty line starts a new paragraph.</summary>
    public string Text { get; init; } = "";

    /// <summary>Table below the text. Null: none.</summary>
    public ChartTable? Table { get; init; }

    /// <summary>Line charts, one below the other.</summary>
    public ValueList<Chart> Charts { get; init; } = [];

    /// <summary>Spread charts, below the line charts.</summary>
    public ValueList<SpreadChart> Spreads { get; init; } = [];
}
