namespace Scalewright.Charts;

/// <summary>Time span.</summary>
/// <param name="From">Start, in seconds from the start of the chart.</param>
/// <param name="To">End, not before <paramref name="From"/>.</param>
public readonly record struct ChartSpan(double From, double To);
