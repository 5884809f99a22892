namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Difference of the scores of two policies, run by run: both run with the same load and the same random numbers, so
/// common effects cancel out. The loads are fixed, and only randomness is sampled. Unlike the margin of an
/// <see cref="Estimate"/>, the interval does not apply to other loads.
/// </summary>
/// <param name="Name">Name of the policy.</param>
/// <param name="Other">Name of the policy to compare with.</param>
/// <param name="Mean">Mean difference over all runs; positive if the policy is worse.</param>
/// <param name="Low">Lower end of the 95 % confidence interval; NaN for a single seed.</param>
/// <param name="High">Upper end of the 95 % confidence interval; NaN for a single seed.</param>
public sealed record PairedDifference(string Name, string Other, double Mean, double Low, double High)
{
    /// <summary>True if the difference is significant: the interval does not contain 0.</summary>
    public bool IsSignificant => Low > 0 || High < 0;

    /// <summary>Formats the difference, as in <c>12.3 (10.1 to 14.2)</c>, or <c>12.3</c> for a single seed.</summary>
    public override string ToString() =>
        double.IsNaN(Low)
            ? string.Create(CultureInfo.InvariantCulture, $"{Mean:0.##}")
            : string.Create(CultureInfo.InvariantCulture, $"{Mean:0.##} ({Low:0.##} to {High:0.##})");
}
