namespace Scalewright.Charts;

/// <summary>Answer of a page, before all sections.</summary>
/// <param name="Sentence">The answer in one sentence.</param>
public sealed record ChartVerdict(string Sentence)
{
    /// <summary>True if all requirements are met, false if one is not. Default null: this is not decided.</summary>
    public bool? IsPassed { get; init; }

    /// <summary>Further findings, as sentences. Default none.</summary>
    public ValueList<string> Findings { get; init; } = [];

    /// <summary>Basis of the answer, in small letters. Default none.</summary>
    public string Note { get; init; } = "";
}

/// <summary>Key figure of a page.</summary>
/// <param name="Name">Name of the figure.</param>
/// <param name="Text">Value with its unit.</param>
/// <param name="Detail">Text below the value; empty for none.</param>
public sealed record ChartTile(string Name, string Text, string Detail = "");
