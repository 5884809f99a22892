namespace Scalewright.Charts;

/// <summary>A part of a page: a heading, some words, a table, pictures; each of them may be left out.</summary>
/// <param name="Title">The heading; empty: none.</param>
public sealed record ChartSection(string Title = "")
{
    /// <summary>Words below the heading, as plain text; an empty line begins a paragraph.</summary>
    public string Text { get; init; } = "";

    /// <summary>A table; default none.</summary>
    public ChartTable? Table { get; init; }

    /// <summary>Pictures, one below the other.</summary>
    public ValueList<Chart> Charts { get; init; } = [];

    /// <summary>Pictures of spreads, below the others.</summary>
    public ValueList<SpreadChart> Spreads { get; init; } = [];
}
