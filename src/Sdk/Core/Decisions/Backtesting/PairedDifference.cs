namespace Scalewright.Decisions.Backtesting;

/// <summary>How much more one policy scores than another, run by run: both meet the same load and the same chance, so that what is hard for both cancels out. The loads
/// are given, and only chance is drawn: the interval says nothing of other loads, as the margin of an <see cref="Estimate"/> does.</summary>
/// <param name="Name">The policy.</param>
/// <param name="Other">What it is compared with.</param>
/// <param name="Mean">The mean difference over all runs; above 0, the policy is worse.</param>
/// <param name="Low">Where the interval begins that holds the true mean in 95 of 100 cases; not a number for a single seed, of which nothing is known.</param>
/// <param name="High">Where it ends.</param>
public sealed record PairedDifference(string Name, string Other, double Mean, double Low, double High)
{
    private const double Tail = 0.025;
    private const double NormalQuantile = 1.96;

    /// <summary>Whether it can be told which of them is better: the interval does not hold 0.</summary>
    public bool IsCertain => Low > 0 || High < 0;

    /// <summary><c>12.3 (10.1 to 14.2)</c>; of a single seed <c>12.3</c>.</summary>
    public override string ToString() => double.IsNaN(Low)
        ? string.Create(CultureInfo.InvariantCulture, $"{Mean:0.##}")
        : string.Create(CultureInfo.InvariantCulture, $"{Mean:0.##} ({Low:0.##} to {High:0.##})");

    /// <summary>Draws the differences again and again, with their own chance, and takes the middle 95 % of the means (Efron's percentile bootstrap), wider by what the
    /// draws of few seeds lack: Hesterberg, What Teachers Should Know About the Bootstrap, 2015, "expanded percentile". Each load keeps its share: the loads are
    /// given, what is drawn is chance.</summary>
    /// <param name="other">What it is compared with.</param>
    /// <param name="differences">The differences, load by load.</param>
    /// <param name="perLoad">How many of them each load has.</param>
    /// <param name="draws">How often.</param>
    internal static PairedDifference Of(string name, string other, ReadOnlySpan<double> differences, int perLoad, int draws, int seed)
    {
        double total = 0;
        foreach (double difference in differences)
        {
            total += difference;
        }

        SeededDraw chance = new((ulong)seed);
        double[] means = new double[draws];
        for (int draw = 0; draw < draws; draw++)
        {
            double sum = 0;
            for (int index = 0; index < differences.Length; index++)
            {
                int load = index / perLoad * perLoad;
                sum += differences[load + (int)(chance.Next() * perLoad)];
            }

            means[draw] = sum / differences.Length;
        }

        Array.Sort(means);
        double mean = total / differences.Length;
        double wider = perLoad < 2 ? double.NaN : Math.Sqrt(perLoad / (perLoad - 1.0)) * Estimate.QuantileOf(differences.Length / perLoad * (perLoad - 1)) / NormalQuantile;
        return new PairedDifference(name, other, mean, mean + (wider * (means[(int)(Tail * draws)] - mean)), mean + (wider * (means[draws - 1 - (int)(Tail * draws)] - mean)));
    }
}
