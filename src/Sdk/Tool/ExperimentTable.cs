using Scalewright.Charts;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reports;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Results of an experiment as text.</summary>
/// <remarks>One line per number of instances, or per point of a sweep, then the verdict of the report page and its
/// basis.</remarks>
internal static class ExperimentTable
{
    // Further columns do not fit on a line.
    private const int MaxCapacities = 5;

    public static string Write(ExperimentVerdict verdict, AnsiColors colors)
    {
        bool hasQuantiles = verdict.Points.Any(point => point.Latency.HasQuantiles);
        string[][] rows = [.. verdict.Points is [var only] ? GetRows(only, hasQuantiles) : GetRows(verdict, hasQuantiles)];
        string[] sentences = [verdict.Sentence, .. verdict.Findings, verdict.Note];
        return Align(rows)
            + WriteThresholds(verdict, colors)
            + string.Concat(sentences.Where(text => text.Length > 0).Select(text => text + "\n"));
    }

    /// <summary>Returns a point as <c>skew 0.5, cpu_time 200 µs</c>, or its name if no parameter varies.</summary>
    public static string GetLabel(ExperimentVerdict verdict, string point)
    {
        ValueList<string> values = verdict.Points.First(result => result.Point == point).Parameters;
        return verdict.Parameters.Count == 0
            ? point
            : string.Join(", ", verdict.Parameters.Zip(values, (name, value) => $"{name} {value}"));
    }

    /// <summary>Writes a line for each threshold.</summary>
    private static string WriteThresholds(ExperimentVerdict verdict, AnsiColors colors) =>
        verdict.Points.Count == 1
            ? string.Concat(
                verdict.Thresholds.Select(result =>
                    $"{GetMark(result.Outcome, colors)} {result.Name} {result.Limit}  {result.Measured}  "
                    + $"{Paint(result.Outcome, result.Verdict, colors)}\n"
                )
            )
            : string.Concat(
                verdict
                    .SummarizeThresholds()
                    .Select(summary =>
                        $"{GetMark(summary.Outcome, colors)} {summary.Name} {summary.Limit}  {DescribeCounts(verdict, summary, colors)}\n"
                    )
            );

    /// <summary>Returns, for example, <c>fails at 2 of 4 points, passes at 2; worst: 41 % at rate 500</c>.</summary>
    private static string DescribeCounts(ExperimentVerdict verdict, ThresholdSummary summary, AnsiColors colors)
    {
        (int Points, string Name)[] outcomes =
        [
            (summary.Failed, colors.Red("fails")),
            (summary.NotDecided, colors.Yellow("is not decided")),
            (summary.Passed, "passes"),
        ];
        string text = string.Join(
            ", ",
            outcomes
                .Where(outcome => outcome.Points > 0)
                .Select(
                    (outcome, index) =>
                        string.Create(CultureInfo.InvariantCulture, $"{outcome.Name} at {outcome.Points}")
                        + (index == 0 ? $" of {Pluralizer.Format(summary.Points, "point")}" : "")
                )
        );
        return $"{text}; worst: {summary.Worst.Measured} at {GetLabel(verdict, summary.Worst.Point)}";
    }

    private static string Align(string[][] rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return string.Concat(
            rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd() + "\n")
        );
    }

    private static string GetMark(ThresholdOutcome outcome, AnsiColors colors) =>
        Paint(
            outcome,
            outcome switch
            {
                ThresholdOutcome.Pass => "✓",
                ThresholdOutcome.Fail => "✗",
                _ => "?",
            },
            colors
        );

    private static string Paint(ThresholdOutcome outcome, string text, AnsiColors colors) =>
        outcome switch
        {
            ThresholdOutcome.Pass => colors.Green(text),
            ThresholdOutcome.Fail => colors.Red(text),
            _ => colors.Yellow(text),
        };

    private static IEnumerable<string[]> GetRows(PointResult point, bool hasQuantiles) =>
        [
            (string[])["instances", "capacity, records/s", "from", "enough for the peak", .. LatencySummary.GetColumns(hasQuantiles)],
            .. point.Capacities.Zip(point.LatencyByInstances, (estimate, latency) => (string[])
                    [
                        estimate.Parallelism.ToString(CultureInfo.InvariantCulture),
                        estimate.ToString(),
                        PointOutput.GetName(estimate.Kind).Replace('_', ' '),
                        estimate.IsEnoughFor(point.PeakLoad) switch
                        {
                            true => "yes",
                            false => "no",
                            null => "not decided",
                        },
                        .. latency.GetCells(hasQuantiles),
                    ]),
        ];

    private static IEnumerable<string[]> GetRows(ExperimentVerdict verdict, bool hasQuantiles)
    {
        int[] parallelisms =
        [
            .. verdict
                .Points.SelectMany(point => point.Capacities)
                .Select(estimate => estimate.Parallelism)
                .Distinct()
                .Order()
                .Take(MaxCapacities),
        ];
        ValueList<string> names = verdict.Parameters.Count > 0 ? verdict.Parameters : ["point"];
        return
        [
            [
                .. names,
                "needs",
                .. parallelisms.Select(parallelism => string.Create(CultureInfo.InvariantCulture, $"capacity {parallelism}")),
                .. LatencySummary.GetColumns(hasQuantiles),
                "behind",
            ],
            .. verdict.Points.Select(point =>
                (string[])
                    [
                        .. GetNames(verdict, point),
                        point.InstancesNeeded,
                        .. parallelisms.Select(parallelism =>
                            point.Capacities.FirstOrDefault(estimate => estimate.Parallelism == parallelism)?.ToString() ?? ""
                        ),
                        .. point.Latency.GetCells(hasQuantiles),
                        MeasurementFormatter.FormatDuration(point.Runs > 0 ? point.TimeBehind.TotalSeconds : double.NaN),
                    ]
            ),
        ];
    }

    private static ValueList<string> GetNames(ExperimentVerdict verdict, PointResult point) =>
        verdict.Parameters.Count > 0 ? point.Parameters : [point.Point];

    /// <summary>Returns a problem if there are no metrics; else null.</summary>
    public static Problem? CheckNotEmpty(ExperimentData data)
    {
        if (ExperimentSummary.Create(data).Count > 0)
        {
            return null;
        }

        RunHistory[] runs = [.. data.Points.SelectMany(point => point.Runs)];
        long expected = (long)data.Runs * data.Points.Count;
        int failed = runs.Count(run => run.Outcome == RunOutcome.Failed);
        int completed = runs.Count(run => run.Outcome == RunOutcome.Completed);
        int stopped = runs.Count(run => run.Outcome == RunOutcome.Stopped);
        long unfinished = expected - completed - failed - stopped;
        string unused = completed > 0 ? ", and no sample of them counts" : "";
        return new Problem(
            ProblemCode.UnreadableFile,
            $"there is no result in it: of {Pluralizer.Format(expected, "run")} {completed} completed, "
                + $"{failed} failed, {(stopped > 0 ? $"{stopped} stopped, " : "")}{unfinished} did not end{unused}",
            $"{(unfinished > 0 ? "let its runs end, or " : "")}run the definition again"
        );
    }
}
