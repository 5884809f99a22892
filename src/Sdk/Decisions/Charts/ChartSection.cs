namespace Scalewright.Charts;

/// <summary>Section of a page: optional heading, text, charts of results, table, and charts over time.</summary>
/// <param name="Title">Heading; empty for none.</param>
public sealed record ChartSection(string Title = "")
{
    /// <summary>Plain text below the heading. An empty line starts a new paragraph.</summary>
    public string Text { get; init; } = "";

    /// <summary>True to show only the heading until a reader opens the section. Default false.</summary>
    public bool IsFolded { get; init; }

    /// <summary>Heat maps, below the text.</summary>
    internal ValueList<HeatMap> HeatMaps { get; init; } = [];

    /// <summary>Bar charts, below the heat maps.</summary>
    internal ValueList<BarChart> Bars { get; init; } = [];

    /// <summary>Spread charts, below the bar charts.</summary>
    internal ValueList<SpreadChart> Spreads { get; init; } = [];

    /// <summary>Panel charts, below the spread charts.</summary>
    internal ValueList<PanelChart> Panels { get; init; } = [];

    /// <summary>Table below the panel charts. Null: none.</summary>
    public ChartTable? Table { get; init; }

    /// <summary>Names, each with a text, below the table. Default none.</summary>
    public ValueList<ChartFact> Facts { get; init; } = [];

    /// <summary>Line charts below the facts.</summary>
    public ValueList<Chart> Charts { get; init; } = [];

    /// <summary>Grids of small charts, below the line charts.</summary>
    internal ValueList<SmallMultiples> Multiples { get; init; } = [];
}
