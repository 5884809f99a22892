namespace Scalewright.Charts;

/// <summary>Summary of several figures: center, whisker and optional box.</summary>
/// <param name="Category">Category of the figures. A series' spreads of the same category are drawn at the same
/// position.</param>
/// <param name="Center">Mean or median.</param>
/// <param name="Low">Lower end of the whisker.</param>
/// <param name="High">Upper end of the whisker.</param>
internal readonly record struct ChartSpread(string Category, double Center, double Low, double High)
{
    /// <summary>Lower and upper edge of the box; null for no box.</summary>
    public (double Lower, double Upper)? Box { get; init; }

    /// <summary>True for a hollow dot, for a center that is not measured. Default false.</summary>
    public bool IsHollow { get; init; }

    /// <summary>Text beside the dot, unless categories are rows. Default null: none.</summary>
    public string? Text { get; init; }
}
