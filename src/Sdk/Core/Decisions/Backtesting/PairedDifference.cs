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
    private const double Tail = 0.025;
    private const double NormalQuantile = 1.96;

    /// <summary>True if the difference is significant: the interval does not contain 0.</summary>
    public bool IsSignificant => Low > 0 || High < 0;

    /// <summary>Formats the difference, as in <c>12.3 (10.1 to 14.2)</c>, or <c>12.3</c> for a single seed.</summary>
    public override string ToString() => double.IsNaN(Low)
        ? string.Create(CultureInfo.InvariantCulture, $"{Mean:0.##}")
        : string.Create(CultureInfo.InvariantCulture, $"{Mean:0.##} ({Low:0.##} to {High:0.##})");

    /// <summary>
    /// Resamples the differences and uses the middle 95 % of the means (Efron's percentile bootstrap), widened for few
    /// seeds: Hesterberg, What Teachers Should Know About the Bootstrap, 2015, "expanded percentile". Stratified by
    /// load, because the loads are fixed and only randomness is sampled.
    /// </summary>
    /// <param name="differences">Differences, by load.</param>
    /// <param name="perLoad">Number of differences of each load.</param>
    internal static PairedDifference Create(
        string name, string other, ReadOnlySpan<double> differences, int perLoad, int draws, int seed)
    {
        double total = 0;
        foreach (double difference in differences)
        {
            total += difference;
        }

        SplitMixRandom random = new((ulong)seed);
        double[] means = new double[draws];
        for (int draw = 0; draw < draws; draw++)
        {
            double sum = 0;
            for (int index = 0; index < differences.Length; index++)
            {
                int load = index / perLoad * perLoad;
                sum += differences[load + (int)(random.Next() * perLoad)];
            }

            means[draw] = sum / differences.Length;
        }

        Array.Sort(means);
        double mean = total / differences.Length;
        double wider = perLoad < 2 ? double.NaN : Math.Sqrt(perLoad / (perLoad - 1.0))
            * Estimate.GetQuantile(differences.Length / perLoad * (perLoad - 1)) / NormalQuantile;
        return new PairedDifference(name, other, mean, mean + (wider * (means[(int)(Tail * draws)] - mean)),
            mean + (wider * (means[draws - 1 - (int)(Tail * draws)] - mean)));
    }
}
