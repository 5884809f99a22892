namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Last value of a metric, stored until an expression has all its values.</summary>
internal sealed record PendingMetricValue(double Value, DateTimeOffset At);
