namespace Scalewright.Charts;

/// <summary>A piece of time.</summary>
/// <param name="From">Seconds from the start of the chart.</param>
/// <param name="To">Its end, not before <paramref name="From"/>.</param>
public readonly record struct ChartSpan(double From, double To);
