namespace Scalewright.Experiments.Reports;

/// <summary>Statistics of a sample.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Mean; NaN without values.</param>
/// <param name="StandardDeviation">Sample standard deviation; NaN for fewer than two values.</param>
public readonly record struct SampleStatistics(int Count, double Mean, double StandardDeviation)
{
    /// <summary>Half-width of the 95 % confidence interval of the mean; NaN for fewer than two values.</summary>
    public double MarginOfError => StudentDistribution.Quantile95(Count - 1) * StandardDeviation / Math.Sqrt(Count);

    /// <summary>Standard error as in Scalehub: population standard deviation over the root of the count.</summary>
    public double PopulationStandardError => Count switch
    {
        0 => double.NaN,
        1 => 0,
        _ => StandardDeviation * Math.Sqrt((Count - 1.0) / Count) / Math.Sqrt(Count),
    };

    /// <summary>Returns mean and 95 % margin, for example <c>3712 ± 87</c>; the mean alone below two values.</summary>
    public override string ToString() => MeasurementFormatter.Format(Mean, MarginOfError);

    /// <summary>Computes the statistics of values.</summary>
    /// <param name="values">The values.</param>
    public static SampleStatistics FromValues(ReadOnlySpan<double> values)
    {
        double mean = 0;
        double squares = 0;
        for (int index = 0; index < values.Length; index++)
        {
            double delta = values[index] - mean;
            mean += delta / (index + 1);
            squares += delta * (values[index] - mean);
        }

        double deviation = values.Length < 2 ? double.NaN : Math.Sqrt(squares / (values.Length - 1));
        return new SampleStatistics(values.Length, values.Length == 0 ? double.NaN : mean, deviation);
    }
}
