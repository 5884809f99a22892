namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A customized metric specification.</summary>
/// <param name="Statistic">One of <see cref="Statistics"/>; aggregates the values of instances.</param>
internal sealed record CustomMetricRecord(CustomMetric Metric, string Statistic)
{
    public const string Average = "Average";

    /// <summary>API names (AutoScaling API reference: MetricStatistic).</summary>
    public static ValueList<string> Statistics { get; } = [Average, "Minimum", "Maximum", "SampleCount", "Sum"];

    /// <summary>Unit, or empty. It is only shown, since reports have no unit.</summary>
    public string Unit
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Aggregates values.</summary>
    /// <param name="statistic">One of <see cref="Statistics"/>.</param>
    /// <param name="values">One or more values.</param>
    public static double Aggregate(string statistic, IReadOnlyCollection<double> values) =>
        statistic switch
        {
            "Minimum" => values.Min(),
            "Maximum" => values.Max(),
            "SampleCount" => values.Count,
            "Sum" => values.Sum(),
            _ => values.Average(),
        };
}
