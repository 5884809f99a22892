using Scalewright.Charts;

namespace Scalewright.Experiments.Reports;

/// <summary>Statistics of a sample.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Mean; NaN without values.</param>
/// <param name="StandardDeviation">Sample standard deviation; NaN for fewer than two values.</param>
public readonly record struct SampleStatistics(int Count, double Mean, double StandardDeviation)
{
    /// <summary>Half-width of the 95 % confidence interval of the mean; NaN for fewer than two values.</summary>
    public double MarginOfError => SampleInference.GetMargin(Count, StandardDeviation);

    /// <summary>Half-width of the 95 % confidence interval by batch means of a single run; NaN if unknown.</summary>
    internal double BatchMargin { get; init; } = double.NaN;

    /// <summary>Margin over runs, or over the batches of a single run.</summary>
    internal double ReportedMargin => Count == 1 ? BatchMargin : MarginOfError;

    /// <summary>Standard error as in Scalehub: population standard deviation over the root of the count.</summary>
    public double PopulationStandardError =>
        Count switch
        {
            0 => double.NaN,
            1 => 0,
            _ => StandardDeviation * Math.Sqrt((Count - 1.0) / Count) / Math.Sqrt(Count),
        };

    /// <summary>Returns mean and 95 % margin, for example <c>3712 ± 87</c>; the mean alone if it is unknown.</summary>
    public override string ToString() => MeasurementFormatter.Format(Mean, ReportedMargin);

    /// <summary>Computes the statistics of values.</summary>
    /// <param name="values">The values.</param>
    public static SampleStatistics FromValues(ReadOnlySpan<double> values) =>
        new(values.Length, SampleInference.GetMean(values), SampleInference.GetDeviation(values));
}
