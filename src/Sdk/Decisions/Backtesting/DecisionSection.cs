using Scalewright.Charts;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Section of a back-test page with the largest changes of size: how each was computed, and the sizes of the
/// other policies at that time.</summary>
internal static class DecisionSection
{
    private const int MaxChangesOfPolicy = 5;
    private const int MaxChanges = 20;

    /// <summary>Returns null if no policy changed the size.</summary>
    public static ChartSection? Create(IEnumerable<BacktestReport> candidates, string suffix)
    {
        BacktestReport[] reports = [.. candidates];
        (BacktestReport Report, Decision Decision)[] changes =
        [
            .. reports
                .SelectMany(report =>
                    report
                        .Changes.OrderByDescending(GetLength)
                        .ThenBy(change => change.Timestamp)
                        .Take(MaxChangesOfPolicy)
                        .Select(change => (report, change))
                )
                .OrderByDescending(change => GetLength(change.change))
                .Take(MaxChanges)
                .OrderBy(change => change.change.Timestamp),
        ];
        if (changes.Length == 0)
        {
            return null;
        }

        ChartTable sizes = new(["time", .. reports.Select(report => report.Name)])
        {
            Rows =
            [
                .. changes
                    .Select(change => change.Decision.Timestamp)
                    .Distinct()
                    .Select(time =>
                        ValueList.Create<string>([
                            FormatTime(reports[0].Trace, time),
                            .. reports.Select(report => FormatSize(report, time)),
                        ])
                    ),
            ],
        };
        return new ChartSection($"Decisions{suffix}")
        {
            IsFolded = true,
            Text = "The largest changes: how each was computed, and the size that each policy desired at that time.",
            Table = reports.Length == 1 ? null : sizes,
            Facts = [.. changes.Select(change => new ChartFact(Describe(change.Report, change.Decision), $"{change.Decision.Explain()}"))],
        };
    }

    private static int GetLength(Decision change) => Math.Abs(change.To - change.From);

    private static string Describe(BacktestReport report, Decision change) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{FormatTime(report.Trace, change.Timestamp)}, {report.Name}: {change.From} to {change.To} nodes"
        );

    private static string FormatTime(LoadTrace trace, DateTimeOffset time) =>
        trace.HasDates
            ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : BacktestSummary.Format(time - trace.Start);

    private static string FormatSize(BacktestReport report, DateTimeOffset time)
    {
        int step = Math.Clamp((int)((time - report.Trace.Start) / report.Trace.Step), 0, report.Steps.Count - 1);
        return report.Steps[step].DesiredCount.ToString(CultureInfo.InvariantCulture);
    }
}
