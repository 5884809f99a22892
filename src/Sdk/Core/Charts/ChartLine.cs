namespace Scalewright.Charts;

/// <summary>A value over time.</summary>
/// <param name="Name">What it is, for the legend.</param>
public sealed record ChartLine(string Name)
{
    /// <summary>How it is drawn; default <see cref="ChartLineKind.Straight"/>.</summary>
    public ChartLineKind Kind { get; init; }

    /// <summary>Its points in the order of time.</summary>
    public ValueList<ChartPoint> Points { get; init; } = [];
}
