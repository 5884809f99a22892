namespace Scalewright.Experiments.Reports;

/// <summary>How two groups of runs differ in one measure: Welch's test, which lets each have its own spread.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Before">Of the first group.</param>
/// <param name="After">Of the second.</param>
public sealed record Difference(string Measure, Figures Before, Figures After)
{
    /// <summary>The second mean less the first.</summary>
    public double Change => After.Mean - Before.Mean;

    /// <summary>Half the width of the interval that holds the true change in 95 of 100 cases; not a number when a group has fewer than two runs.</summary>
    public double Margin
    {
        get
        {
            (double one, double other) = (Variance(Before), Variance(After));
            double sum = one + other;

            // Welch 1947, Satterthwaite 1946: degrees of freedom.
            double freedom = sum * sum / ((one * one / (Before.Count - 1)) + (other * other / (After.Count - 1)));
            return sum == 0 ? 0 : Student.Quantile95(freedom) * Math.Sqrt(sum);
        }
    }

    /// <summary>Whether the change is more than chance: its interval does not hold 0.</summary>
    public bool IsSignificant => Math.Abs(Change) > Margin;

    /// <summary><c>throughput: 1000 -> 500.0, -50 % (significant)</c>.</summary>
    public override string ToString() =>
        $"{Measure}: {FigureText.Of(Before.Mean)} -> {FigureText.Of(After.Mean)}{PercentText} ({Verdict})";

    /// <summary><c>+500 ± 21</c>.</summary>
    internal string ChangeText => (Change > 0 ? "+" : "") + FigureText.Of(Change, Margin);

    /// <summary>Whether the change is more than random: <c>significant</c>, <c>not significant</c> or <c>too few runs to judge</c>.</summary>
    internal string Verdict
    {
        get
        {
            if (double.IsNaN(Margin))
            {
                return "too few runs to judge";
            }

            return IsSignificant ? "significant" : "not significant";
        }
    }

    private string PercentText => Before.Mean == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {100 * Change / Before.Mean:+0.#;-0.#;0} %");

    private static double Variance(Figures figures) => figures.Deviation * figures.Deviation / figures.Count;
}
