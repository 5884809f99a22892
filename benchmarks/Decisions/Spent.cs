namespace Benchmarks.Decisions;

/// <summary>What something took.</summary>
/// <param name="Processor">Milliseconds of all processors together.</param>
/// <param name="Clock">Milliseconds by the clock.</param>
internal readonly record struct Spent(double Processor, double Clock)
{
    /// <summary>The middle of each.</summary>
    public static Spent Median(List<Spent> runs) => new(Middle(runs.Select(run => run.Processor)), Middle(runs.Select(run => run.Clock)));

    private static double Middle(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
