using Scalewright.Decisions;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>What the instances of a group tell of a metric. Pure.</summary>
internal static class InstanceMetric
{
    /// <summary>A reading with a sample of each live instance; one that told nothing has an empty one.</summary>
    /// <param name="value">The value of the whole group; null: none.</param>
    /// <param name="at">When.</param>
    public static MetricReading Of(
        GroupRecord group, string metric, ValueMap<double> instances, double? value, DateTimeOffset at) =>
        MetricReading.Of(metric, value ?? double.NaN, at) with
        {
            State = value is null ? MetricState.Missing : MetricState.Fresh,
            Samples = group.Live.Select(
                instance => instances.TryGetValue(instance.Id, out double told) ? NodeSample.Of(told, at) : default)
                .ToArray(),
        };

    /// <summary>
    /// The reading of the whole group: what a statistic makes of its instances where it has no value of its own. Those
    /// that warm up do not count (Amazon EC2 Auto Scaling User Guide, default instance warmup: not "toward the
    /// aggregated metrics").
    /// </summary>
    /// <param name="reading">The metric; its samples are those of the live instances, in order.</param>
    /// <param name="statistic">One of <see cref="CustomMetricRecord.Statistics"/>.</param>
    public static MetricReading OfGroup(GroupRecord group, in MetricReading reading, string statistic)
    {
        DateTimeOffset at = reading.At;
        double[] told =
        [
            .. group.Live.Zip(reading.Samples.ToArray())
                .Where(pair => pair.Second.IsUsable && !pair.First.IsWarmingAt(at)).Select(pair => pair.Second.Value)
        ];
        return reading.State == MetricState.Missing && told.Length > 0
            ? MetricReading.Of(reading.Name, CustomMetricRecord.Of(statistic, told), at)
            : reading;
    }
}
