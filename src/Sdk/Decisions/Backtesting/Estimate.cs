using Scalewright.Statistics;

namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Mean of sampled figures with its confidence interval. In a tournament over several loads, the loads are the sample:
/// each counts once, with its mean over all seeds. The margin then describes the uncertainty over other loads, and more
/// seeds do not reduce it. With a single load, the seeds are the sample, and the margin describes the randomness under
/// this load.
/// </summary>
/// <param name="Mean">Mean of the figures.</param>
/// <param name="Margin">Half the width of the 95 % confidence interval (Student); NaN for a single figure.</param>
public readonly record struct Estimate(double Mean, double Margin)
{
    /// <summary>Creates an estimate from independent figures.</summary>
    /// <param name="samples">The figures, at least one.</param>
    public static Estimate FromSamples(ReadOnlySpan<double> samples) =>
        new(SampleInference.GetMean(samples), SampleInference.GetMargin(samples.Length, SampleInference.GetDeviation(samples)));

    /// <summary>Creates an estimate from runs of several loads, or of several seeds of one load.</summary>
    /// <param name="runs">Figures of all runs of the first load, then of the second, and so on.</param>
    /// <param name="runsPerLoad">Number of runs of each load: one for each seed.</param>
    internal static Estimate FromLoads(ReadOnlySpan<double> runs, int runsPerLoad)
    {
        bool isSingleLoad = runs.Length <= runsPerLoad;
        if (isSingleLoad)
        {
            return FromSamples(runs);
        }

        double[] loads = new double[runs.Length / runsPerLoad];
        for (int load = 0; load < loads.Length; load++)
        {
            loads[load] = SampleInference.GetMean(runs.Slice(load * runsPerLoad, runsPerLoad));
        }

        return FromSamples(loads);
    }

    /// <summary>Formats the estimate, as in <c>12.3 ± 0.4</c>, or <c>12.3</c> for a single figure.</summary>
    public override string ToString() =>
        double.IsNaN(Margin)
            ? string.Create(CultureInfo.InvariantCulture, $"{Mean:0.##}")
            : string.Create(CultureInfo.InvariantCulture, $"{Mean:0.##} ± {Margin:0.##}");
}
