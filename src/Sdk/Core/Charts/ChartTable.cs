namespace Scalewright.Charts;

/// <summary>Table of texts; cells that look like numbers are right-aligned.</summary>
/// <param name="Columns">Headers of the columns.</param>
public sealed record ChartTable(ValueList<string> Columns)
{
    /// <summary>Rows, each with at most one text per column.</summary>
    public ValueList<ValueList<string>> Rows { get; init; } = [];
}
