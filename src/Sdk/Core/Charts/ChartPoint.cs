namespace Scalewright.Charts;

/// <summary>A value at an instant.</summary>
/// <param name="At">Seconds from the start of the chart.</param>
/// <param name="Value">The value, in the chart's unit; one that is no finite number leaves a gap.</param>
public readonly record struct ChartPoint(double At, double Value);
