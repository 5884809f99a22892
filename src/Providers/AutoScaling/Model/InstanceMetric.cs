using Scalewright.Decisions;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>What the instances of a group tell of a metric. Pure.</summary>
internal static class InstanceMetric
{
    /// <summary>A reading with a sample of each live instance; one that told nothing has an empty one.</summary>
    /// <param name="group">The group.</param>
    /// <param name="metric">The metric's name.</param>
    /// <param name="instances">Values by the ids of instances.</param>
    /// <param name="value">The value of the whole group; null: none.</param>
    /// <param name="at">When.</param>
    public static MetricReading Of(GroupRecord group, string metric, ValueMap<double> instances, double? value, DateTimeOffset at) =>
        MetricReading.Of(metric, value ?? double.NaN, at) with
        {
            State = value is null ? MetricState.Missing : MetricState.Fresh,
            Samples = group.Live.Select(instance => instances.TryGetValue(instance.Id, out double told) ? NodeSample.Of(told, at) : default).ToArray(),
        };

    /// <summary>The reading of the whole group: the mean of its instances where it has no value of its own.</summary>
    public static MetricReading OfGroup(in MetricReading reading)
    {
        double[] told = [.. reading.Samples.ToArray().Where(sample => sample.IsUsable).Select(sample => sample.Value)];
        return reading.State == MetricState.Missing && told.Length > 0 ? MetricReading.Of(reading.Name, told.Average(), reading.At) : reading;
    }
}
