namespace Scalewright.Experiments.Flink;

/// <summary>A metric over the instances of a vertex; not a number where no instance has it.</summary>
/// <param name="Min">The least.</param>
/// <param name="Max">The most.</param>
/// <param name="Avg">The mean.</param>
/// <param name="Sum">The sum.</param>
internal readonly record struct FlinkMetric(double Min, double Max, double Avg, double Sum)
{
    /// <summary>No instance has it.</summary>
    public static FlinkMetric None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN);
}
