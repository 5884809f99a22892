namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>The last value of a metric that an expression waits for the others of.</summary>
/// <param name="At">When it was reported.</param>
internal sealed record MetricPoint(double Value, DateTimeOffset At);
