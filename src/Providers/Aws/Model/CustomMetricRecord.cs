namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A customized metric specification.</summary>
/// <param name="Statistic">One of <see cref="Statistics"/>: what counts of the values of several instances.</param>
internal sealed record CustomMetricRecord(CustomMetric Metric, string Statistic)
{
    public const string Average = "Average";

    /// <summary>The words of the API (AutoScaling API reference: MetricStatistic).</summary>
    public static ValueList<string> Statistics { get; } = [Average, "Minimum", "Maximum", "SampleCount", "Sum"];

    /// <summary>The unit that a client named; empty: none. Reports have no unit, so it is only told again.</summary>
    public string Unit { get; init => field = value ?? ""; } = "";

    /// <summary>One value of those of several instances.</summary>
    /// <param name="statistic">One of <see cref="Statistics"/>.</param>
    /// <param name="values">The values, one or more.</param>
    public static double Of(string statistic, IReadOnlyCollection<double> values) => statistic switch
    {
        "Minimum" => values.Min(),
        "Maximum" => values.Max(),
        "SampleCount" => values.Count,
        "Sum" => values.Sum(),
        _ => values.Average(),
    };
}
