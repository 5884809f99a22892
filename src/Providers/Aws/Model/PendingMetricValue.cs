namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Latest value of a metric. Stored until all metrics of an expression have a value.</summary>
internal sealed record PendingMetricValue(double Value, DateTimeOffset At);
