namespace Scalewright.Decisions.Backtesting;

/// <summary>The estimate of a figure of a policy in a tournament, and for how much of the sample the figure is known at all.</summary>
/// <param name="Value">The estimate over those for which it is known; null when there is none.</param>
/// <param name="Known">For how many loads it is known in all their runs; with a single load, for how many seeds.</param>
/// <param name="Samples">How many loads there are; with a single load, how many seeds.</param>
/// <param name="Noun">What these are.</param>
internal sealed record FigureEstimate(Estimate? Value, int Known, int Samples, string Noun)
{
    /// <summary>Of runs by load, then seed.</summary>
    public static FigureEstimate Of(double?[] runs, int seeds)
    {
        double?[][] samples = [.. runs.Chunk(Math.Max(1, runs.Length > seeds ? seeds : 1))];
        double[] known = [.. samples.Where(sample => sample.All(figure => figure is not null)).Select(sample => Estimate.MeanOf([.. sample.OfType<double>()]))];
        return new(known.Length == 0 ? null : Estimate.Of(known), known.Length, samples.Length, runs.Length > seeds ? "load" : "seed");
    }

    /// <summary><c>12.3 ± 0.4</c>, and <c>22.6 (1 of 9 loads)</c> where it is not known for all; empty where it is not known at all.</summary>
    public override string ToString() => Value is not { } value ? "" : Known == Samples ? value.ToString() : $"{value} ({Known} of {CountText.Of(Samples, Noun)})";
}
