namespace Scalewright.Experiments.Reports;

/// <summary>Difference of two groups of runs in one measure: Welch's test, for unequal variances.</summary>
/// <param name="Measure">Name of the measure.</param>
/// <param name="Before">Statistics of the first group.</param>
/// <param name="After">Statistics of the second group.</param>
public sealed record MeasureDifference(string Measure, SampleStatistics Before, SampleStatistics After)
{
    /// <summary>P-value below which a change is significant.</summary>
    internal const double Significance = 0.05;

    /// <summary>Second mean minus first mean.</summary>
    public double Change => After.Mean - Before.Mean;

    /// <summary>Half-width of the 95 % confidence interval; NaN if a group has fewer than two runs.</summary>
    public double MarginOfError => SampleInference.GetMargin(
        Before.Count, Before.StandardDeviation, After.Count, After.StandardDeviation);

    /// <summary>Probability of at least this change without a difference of the groups (two-sided p-value), not
    /// corrected for several comparisons; NaN if a group has fewer than two runs.</summary>
    public double PValue => SampleInference.GetPValue(
        Change, Before.Count, Before.StandardDeviation, After.Count, After.StandardDeviation);

    /// <summary>Indicates whether the change is significant: its confidence interval does not contain 0.</summary>
    public bool IsSignificant => Math.Abs(Change) > MarginOfError;

    /// <summary>Returns a text, for example <c>throughput: 1000 -> 500.0, -50 % (significant)</c>.</summary>
    public override string ToString() =>
        $"{Measure}: {MeasurementFormatter.Format(Before.Mean)} -> "
        + $"{MeasurementFormatter.Format(After.Mean)}{PercentText} ({GetVerdict(IsSignificant, MarginOfError)})";

    /// <summary>Change with its margin, for example <c>+500 ± 21</c>.</summary>
    internal string ChangeText => (Change > 0 ? "+" : "") + MeasurementFormatter.Format(Change, MarginOfError);

    /// <summary>Returns the verdict of a corrected p-value.</summary>
    internal static string GetVerdict(double corrected) => GetVerdict(corrected < Significance, corrected);

    private static string GetVerdict(bool isSignificant, double known)
    {
        if (double.IsNaN(known))
        {
            return "too few runs to judge";
        }

        return isSignificant ? "significant" : "not significant";
    }

    private string PercentText => Before.Mean == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", {100 * Change / Before.Mean:+0.#;-0.#;0} %");
}
