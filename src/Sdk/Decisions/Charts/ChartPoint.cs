namespace Scalewright.Charts;

/// <summary>Value at a time.</summary>
/// <param name="At">Seconds from the start of the chart.</param>
/// <param name="Value">Value, in the chart's unit. A value that is not finite leaves a gap.</param>
public readonly record struct ChartPoint(double At, double Value);
