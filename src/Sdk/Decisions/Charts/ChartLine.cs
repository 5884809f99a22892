namespace Scalewright.Charts;

/// <summary>Line of values over time.</summary>
/// <param name="Name">Name in the legend.</param>
public sealed record ChartLine(string Name)
{
    /// <summary>Kind of the line. Default <see cref="ChartLineKind.Linear"/>.</summary>
    public ChartLineKind Kind { get; init; }

    /// <summary>Points, in order of time.</summary>
    public ValueList<ChartPoint> Points { get; init; } = [];
}
