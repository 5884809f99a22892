namespace Scalewright.Experiments.Reports;

/// <summary>Results of a threshold at all points of a sweep.</summary>
/// <param name="Name">Key of the threshold, for example <c>latency_p99</c>.</param>
/// <param name="Limit">The limit, for example <c>≤ 10 ms</c>.</param>
/// <param name="Points">Number of points.</param>
/// <param name="Failed">Number of points at which it fails.</param>
/// <param name="NotDecided">Number of points at which it is not decided.</param>
/// <param name="Worst">The result that is farthest outside of the limit, or closest to it.</param>
internal sealed record ThresholdSummary(string Name, string Limit, int Points, int Failed, int NotDecided, ThresholdResult Worst)
{
    /// <summary>Number of points at which it passes.</summary>
    public int Passed => Points - Failed - NotDecided;

    /// <summary><c>Fail</c> if it fails at a point, else <c>NotDecided</c> if it is not decided at a point.</summary>
    public ThresholdOutcome Outcome =>
        (Failed, NotDecided) switch
        {
            (> 0, _) => ThresholdOutcome.Fail,
            (_, > 0) => ThresholdOutcome.NotDecided,
            _ => ThresholdOutcome.Pass,
        };

    /// <summary>Summarizes results by threshold: those that fail first, then those that are not decided.</summary>
    internal static ValueList<ThresholdSummary> Create(IEnumerable<ThresholdResult> results) =>
        [
            .. results
                .GroupBy(result => result.Name, StringComparer.Ordinal)
                .Select(group => Create([.. group]))
                .OrderByDescending(summary => summary.Outcome == ThresholdOutcome.Fail)
                .ThenByDescending(summary => summary.Outcome == ThresholdOutcome.NotDecided),
        ];

    // A failure is named rather than a larger excess whose interval contains the limit.
    private static ThresholdSummary Create(ThresholdResult[] results) =>
        new(
            results[0].Name,
            results[0].Limit,
            results.Length,
            results.Count(result => result.Outcome == ThresholdOutcome.Fail),
            results.Count(result => result.Outcome == ThresholdOutcome.NotDecided),
            results
                .OrderByDescending(result => result.Outcome == ThresholdOutcome.Fail)
                .ThenByDescending(result => double.IsNaN(result.Excess) ? double.NegativeInfinity : result.Excess)
                .First()
        );
}
