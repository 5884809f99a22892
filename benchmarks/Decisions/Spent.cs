namespace Benchmarks.Decisions;

/// <summary>Time of a measured run.</summary>
/// <param name="Processor">Processor time in milliseconds, the sum of all processors.</param>
/// <param name="Clock">Wall time in milliseconds.</param>
internal readonly record struct Spent(double Processor, double Clock)
{
    /// <summary>Medians of the processor times and the wall times.</summary>
    public static Spent Median(List<Spent> runs) => new(Middle(runs.Select(run => run.Processor)), Middle(runs.Select(run => run.Clock)));

    private static double Middle(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
