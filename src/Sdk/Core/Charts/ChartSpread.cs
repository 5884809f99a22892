namespace Scalewright.Charts;

/// <summary>Figures of one kind, summed up: a middle with how far they reach, and a box around half of them where that is known.</summary>
/// <param name="Category">What they belong to; those with the same category stand above each other.</param>
/// <param name="Middle">Mean or median.</param>
/// <param name="Low">Lower end of the whisker.</param>
/// <param name="High">Upper end of the whisker.</param>
public readonly record struct ChartSpread(string Category, double Middle, double Low, double High)
{
    /// <summary>Lower and upper edge of the box; null: no box.</summary>
    public (double Lower, double Upper)? Box { get; init; }
}
