using Scalewright.Charts;

namespace Scalewright.Experiments.Reports;

/// <summary>Difference of two groups of runs in one measure: Welch's test, for unequal variances.</summary>
/// <param name="Measure">Name of the measure.</param>
/// <param name="Before">Statistics of the first group.</param>
/// <param name="After">Statistics of the second group.</param>
public sealed record MeasureDifference(string Measure, SampleStatistics Before, SampleStatistics After)
{
    /// <summary>Unit of the values: <c>s</c> or <c>records/s</c>; empty, the default, for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>P-value below which a change is significant.</summary>
    internal const double Significance = 0.05;

    /// <summary>Second mean minus first mean.</summary>
    public double Change => After.Mean - Before.Mean;

    /// <summary>Half-width of the 95 % confidence interval; NaN if a group has fewer than two runs.</summary>
    public double MarginOfError => SampleInference.GetMargin(Before.Count, Before.StandardDeviation, After.Count, After.StandardDeviation);

    /// <summary>Probability of at least this change without a difference of the groups (two-sided p-value), not
    /// corrected for several comparisons; NaN if a group has fewer than two runs.</summary>
    public double PValue =>
        double.IsFinite(Change)
            ? SampleInference.GetPValue(Change, Before.Count, Before.StandardDeviation, After.Count, After.StandardDeviation)
            : double.NaN;

    /// <summary>Indicates whether the change is significant: its confidence interval does not contain 0.</summary>
    public bool IsSignificant => Math.Abs(Change) > MarginOfError;

    /// <summary>Returns a text, for example <c>throughput: 1000 -> 500.0, -50 % (significant)</c>.</summary>
    public override string ToString() =>
        $"{Measure}: {Format(Before.Mean)} -> {Format(After.Mean)}{PercentText} ({GetVerdict(IsSignificant, MarginOfError)})";

    /// <summary>First mean with its margin, for example <c>5.7 ± 0.3 ms</c>.</summary>
    internal string BeforeText => Format(Before.Mean, Before.MarginOfError);

    /// <summary>Second mean with its margin.</summary>
    internal string AfterText => Format(After.Mean, After.MarginOfError);

    /// <summary>Change with its margin, for example <c>+500 ± 21 records/s</c>.</summary>
    internal string ChangeText =>
        double.IsFinite(Change) ? GetSign() + Format(Math.Abs(Change), MarginOfError) : MeasurementFormatter.Format(double.NaN);

    /// <summary>Returns the verdict of a corrected p-value.</summary>
    internal string GetVerdict(double corrected) => GetVerdict(corrected < Significance, corrected);

    private string Format(double value, double margin = double.NaN) =>
        (Unit, value) switch
        {
            (_, double.PositiveInfinity) => "not before the end",
            ("s", _) => MeasurementFormatter.FormatDuration(value, margin),
            ("", _) => MeasurementFormatter.Format(value, margin),
            _ => MeasurementFormatter.Rate(value, margin, $" {Unit}"),
        };

    private string GetSign() =>
        Change switch
        {
            > 0 => "+",
            < 0 => "-",
            _ => "",
        };

    private string GetVerdict(bool isSignificant, double value)
    {
        if (!double.IsFinite(Change))
        {
            return "not decided";
        }

        if (double.IsNaN(value))
        {
            return "too few runs to judge";
        }

        return isSignificant ? "significant" : "not significant";
    }

    private string PercentText =>
        Before.Mean == 0 || !double.IsFinite(Change)
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", {100 * Change / Before.Mean:+0.#;-0.#;0} %");
}
