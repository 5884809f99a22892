using Scalewright.Decisions;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Aggregates the metrics of the instances of a group. All functions are pure.</summary>
internal static class InstanceMetric
{
    /// <summary>
    /// Returns a reading with one sample per live instance. An instance without a value has an empty sample.
    /// </summary>
    /// <param name="instances">Values by instance ID.</param>
    /// <param name="value">Value for the whole group. Null: the reading is missing.</param>
    public static MetricReading Create(GroupRecord group, string metric, ValueMap<double> instances, double? value, DateTimeOffset at) =>
        MetricReading.FromValue(metric, value ?? double.NaN, at) with
        {
            State = value is null ? MetricState.Missing : MetricState.Fresh,
            Samples = group.Live.Select(instance => GetSample(instances, instance.Id, at)).ToArray(),
        };

    private static NodeSample GetSample(ValueMap<double> instances, string id, DateTimeOffset at) =>
        instances.TryGetValue(id, out double value) ? NodeSample.FromValue(value, at) : default;

    /// <summary>
    /// Returns the reading of the group. If the group has no value of its own, aggregates the values of the instances
    /// that have warmed up.
    /// </summary>
    /// <remarks>
    /// Source: Amazon EC2 Auto Scaling User Guide, default instance warmup. Other instances do not count "toward the
    /// aggregated metrics".
    /// </remarks>
    /// <param name="reading">Reading with one sample per live instance, in the order of the instances.</param>
    /// <param name="statistic">One of <see cref="CustomMetricRecord.Statistics"/>.</param>
    public static MetricReading GetGroupReading(GroupRecord group, in MetricReading reading, string statistic)
    {
        DateTimeOffset at = reading.Timestamp;
        double[] values =
        [
            .. group
                .Live.Zip(reading.Samples.ToArray())
                .Where(pair => pair.Second.IsUsable && !pair.First.IsWarmingAt(at))
                .Select(pair => pair.Second.Value),
        ];
        return reading.State == MetricState.Missing && values.Length > 0
            ? MetricReading.FromValue(reading.Name, CustomMetricRecord.Aggregate(statistic, values), at)
            : reading;
    }
}
