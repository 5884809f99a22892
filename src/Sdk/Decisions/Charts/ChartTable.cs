namespace Scalewright.Charts;

/// <summary>Table of texts; cells that look like numbers are right-aligned.</summary>
/// <param name="Columns">Headers of the columns.</param>
public sealed record ChartTable(ValueList<string> Columns)
{
    /// <summary>Rows, each with at most one text per column.</summary>
    public ValueList<ValueList<string>> Rows { get; init; } = [];

    /// <summary>Columns that a phone shows beside the first one, as far as they fit; most important first. Default
    /// none: a phone shows each row as a block with all its cells.</summary>
    public ValueList<string> EssentialColumns { get; init; } = [];

    /// <summary>Number of rows at the end that are only for comparison, in gray. Default 0.</summary>
    public int BaselineCount { get; init; }
}
