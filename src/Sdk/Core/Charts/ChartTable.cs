namespace Scalewright.Charts;

/// <summary>Rows of texts; what looks like a number is set to the right.</summary>
/// <param name="Columns">Heads of the columns.</param>
public sealed record ChartTable(ValueList<string> Columns)
{
    /// <summary>The rows, each with as many texts as there are columns or fewer.</summary>
    public ValueList<ValueList<string>> Rows { get; init; } = [];
}
