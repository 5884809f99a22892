using Scalewright.Decisions;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Aggregates instance metrics of a group. Pure functions.</summary>
internal static class InstanceMetric
{
    /// <summary>Returns a reading with one sample per live instance; a missing value yields an empty sample.</summary>
    /// <param name="value">Value for the whole group, or null.</param>
    public static MetricReading Create(
        GroupRecord group, string metric, ValueMap<double> instances, double? value, DateTimeOffset at) =>
        MetricReading.FromValue(metric, value ?? double.NaN, at) with
        {
            State = value is null ? MetricState.Missing : MetricState.Fresh,
            Samples = group.Live.Select(instance => GetSample(instances, instance.Id, at)).ToArray(),
        };

    private static NodeSample GetSample(ValueMap<double> instances, string id, DateTimeOffset at) =>
        instances.TryGetValue(id, out double value) ? NodeSample.FromValue(value, at) : default;

    /// <summary>
    /// Returns the reading of the group. Without a group value, aggregates the instances that have warmed up (Amazon
    /// EC2 Auto Scaling User Guide, default instance warmup: other instances do not count "toward the aggregated
    /// metrics").
    /// </summary>
    /// <param name="reading">The metric; its samples are those of the live instances, in order.</param>
    /// <param name="statistic">One of <see cref="CustomMetricRecord.Statistics"/>.</param>
    public static MetricReading OfGroup(GroupRecord group, in MetricReading reading, string statistic)
    {
        DateTimeOffset at = reading.Timestamp;
        double[] values =
        [
            .. group.Live.Zip(reading.Samples.ToArray())
                .Where(pair => pair.Second.IsUsable && !pair.First.IsWarmingAt(at)).Select(pair => pair.Second.Value)
        ];
        return reading.State == MetricState.Missing && values.Length > 0
            ? MetricReading.FromValue(reading.Name, CustomMetricRecord.Aggregate(statistic, values), at)
            : reading;
    }
}
