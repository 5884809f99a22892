using Scalewright.Charts;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Sections of a back-test page for one load.</summary>
internal static class BacktestSections
{
    private const int MinZoomSteps = 12;

    private const string BaselineText =
        "Pale: baselines, with which policies are compared. A broken bar is longer "
        + "than drawn. The bars do not include violations at the start.";

    private static readonly TimeSpan ZoomLength = TimeSpan.FromHours(2);

    // Figures of the second table, with their columns.
    private static readonly (string Name, string Column)[] OtherFigures =
    [
        ("lost_percent", "lost, %"),
        ("failures", "failures"),
        ("theta_under", "θ under, %"),
        ("theta_over", "θ over, %"),
        ("tau_under", "τ under, %"),
        ("tau_over", "τ over, %"),
        ("jitter_per_hour", "jitter per hour"),
        ("instability_percent", "instability, %"),
        ("deviation", "deviation"),
        ("elastic_speedup", "elastic speedup"),
    ];

    public static IEnumerable<ChartSection> Create(BacktestSummary[] load, bool isOneOfSeveral)
    {
        LoadTrace trace = load[0].Report.Trace;
        string suffix = isOneOfSeveral ? $" over {trace.Name}" : "";
        string verdict = isOneOfSeveral ? BacktestVerdict.Create([load], goals: null).Sentence : "";
        double most = load.Max(row => Math.Max(row.MaxDemand, row.Report.PeakNodes));
        BacktestSummary[] candidates = [.. load.Where(row => !row.IsBaseline)];
        BacktestSummary[] baselines = [.. load.Where(row => row.IsBaseline)];
        bool haveOneModel = load.All(row => row.Report.Model with { InitialNodes = 0 } == load[0].Report.Model with { InitialNodes = 0 });
        yield return new ChartSection($"Cost and violations{suffix}")
        {
            Text = $"{verdict} {(baselines.Length > 0 ? BaselineText : "")}".Trim(),
            Bars = [CreateBars(load)],
            Table = CreateFigures(load),
        };
        yield return new ChartSection($"Model and load{suffix}")
        {
            Text = haveOneModel ? "" : $"The policies have different models; this is the one of {load[0].Report.Name}.",
            Facts = BacktestFacts.Create(load[0].Report.Model, trace).ToValueList(),
        };
        yield return new ChartSection($"Nodes over time{suffix}")
        {
            Text =
                "Needed nodes, ready nodes and violations; all charts have the same scale."
                + (trace.HasDates ? "" : " The load has no dates: time is counted from its start."),
            Charts = candidates.Select(row => CreateChart(row, most)).ToValueList(),
        };
        if (baselines.Length > 0)
        {
            yield return new ChartSection($"Nodes over time{suffix}: baselines")
            {
                IsFolded = true,
                Charts = baselines.Select(row => CreateChart(row, most)).ToValueList(),
            };
        }

        if (CreateZoom(candidates, most, suffix) is { } zoom)
        {
            yield return zoom;
        }

        if (DecisionSection.Create(candidates.Select(row => row.Report), suffix) is { } decisions)
        {
            yield return decisions;
        }

        yield return new ChartSection($"Elasticity and other figures{suffix}")
        {
            IsFolded = true,
            Text = "Elasticity after the SPEC research group.",
            Table = CreateOtherFigures(load),
        };
    }

    /// <summary>Formats the name, the unit and the period of a load.</summary>
    public static string FormatLoad(LoadTrace trace)
    {
        string period = trace.HasDates
            ? $"{FormatDate(trace.Start)} to {FormatDate(trace.Start + trace.Duration)}, "
            : $"{BacktestSummary.FormatDays(trace.Duration)} without dates, ";
        return $"{trace.Name}{BacktestPage.FormatHeading(trace)}: {period}"
            + $"{Pluralizer.FormatGrouped(trace.Values.Count, "step")} of {BacktestSummary.Format(trace.Step)}";
    }

    private static BarChart CreateBars(BacktestSummary[] load)
    {
        string duration = BacktestSummary.FormatDays(load[0].Report.Trace.Duration);
        return new BarChart(
            "Policies by cost",
            [new BarColumn($"cost of {duration}"), new BarColumn("time in violation") { IsLoss = true }]
        )
        {
            Rows =
            [
                .. load.OrderBy(row => row.Report.Cost)
                    .Select(row => new BarRow(
                        row.Report.Name,
                        [
                            new Bar(row.Report.Cost, BacktestSummary.FormatCost(row.Report.Cost)),
                            new Bar(
                                row.Violations.TotalSeconds,
                                row.Violations > TimeSpan.Zero ? BacktestSummary.Format(row.Violations) : "none"
                            ),
                        ]
                    )
                    {
                        IsBaseline = row.IsBaseline,
                    }),
            ],
        };
    }

    /// <summary>Creates a table with the figures that matter most; several loads have one each.</summary>
    public static ChartTable CreateFigures(BacktestSummary[] load) =>
        new([
            "policy",
            "cost",
            "saving",
            "violations after the start",
            "of the time",
            "at start",
            "nodes",
            "peak",
            "busy",
            "changes a day",
            "direction changes a day",
        ])
        {
            BaselineCount = load.Count(row => row.IsBaseline),
            EssentialColumns = ["cost", "saving", "violations after the start", "changes a day"],
            Rows = load.Select(row =>
                {
                    string[] cells = BacktestTable.Format(row);
                    return ValueList.Create<string>([
                        .. cells[..4],
                        MeasurementFormatter.Ratio(row.Violations / row.Report.Trace.Duration),
                        .. cells[4..],
                        BacktestSummary.FormatNumber(row.Report.DirectionChangesPerDay),
                    ]);
                })
                .ToValueList(),
        };

    private static ChartTable CreateOtherFigures(BacktestSummary[] load) =>
        new(["policy", .. OtherFigures.Select(figure => figure.Column)])
        {
            BaselineCount = load.Count(row => row.IsBaseline),
            Rows = BacktestMetrics
                .Measure([.. load.Select(row => row.Report)])
                .Select(row =>
                    ValueList.Create<string>([
                        row.Report.Name,
                        .. OtherFigures.Select(figure =>
                            BacktestTable.Cell(row.Figures[BacktestMetrics.Names.AsSpan().IndexOf(figure.Name)], "0.##")
                        ),
                    ])
                )
                .ToValueList(),
        };

    private static Chart CreateChart(BacktestSummary row, double most)
    {
        BacktestReport report = row.Report;
        BacktestSpan steps = BacktestSpan.FromReport(report);
        string violations =
            row.Violations > TimeSpan.Zero ? $"violations {BacktestSummary.Format(row.Violations)}" : "no violations after the start";
        return new Chart($"{report.Name}: cost {BacktestSummary.FormatCost(report.Cost)}, {violations}")
        {
            Unit = "nodes",
            MaxValue = most,
            Start = report.Trace.HasDates ? report.Trace.Start : null,
            Lines =
            [
                steps.CreateLine("needed", ChartLineKind.Area, report.GetDemand),
                steps.CreateLine("ready", ChartLineKind.Step, step => report.Steps[step].ReadyCount),
            ],
            Annotations = new ChartAnnotations("violations") { Spans = steps.GetViolations() },
        };
    }

    /// <summary>Creates the charts of the two hours with the most violations after the start of any policy.</summary>
    private static ChartSection? CreateZoom(BacktestSummary[] candidates, double most, string suffix)
    {
        if (candidates.Length == 0 || candidates[0].Report.Trace.Duration < ZoomLength * 2)
        {
            return null;
        }

        LoadTrace trace = candidates[0].Report.Trace;
        int count = (int)Math.Min(trace.Values.Count, Math.Max(MinZoomSteps, ZoomLength / trace.Step));
        int[] violations = new int[trace.Values.Count];
        foreach (BacktestSummary row in candidates)
        {
            for (int step = row.StartSteps; step < violations.Length; step++)
            {
                violations[step] += row.Report.Steps[step].IsViolation ? 1 : 0;
            }
        }

        if (violations.Sum() == 0)
        {
            return null;
        }

        BacktestSpan span = new(candidates[0].Report, FindMost(violations, count), count);
        TimeSpan from = trace.Step * span.First;
        DateTimeOffset? start = trace.HasDates ? trace.Start + from : null;
        string title = trace.HasDates
            ? $"{FormatDate(trace.Start + from)} to {FormatDate(trace.Start + from + (trace.Step * count))}"
            : $"{Offset(from)} to {Offset(from + (trace.Step * count))}";
        return new ChartSection($"Where it was worst{suffix}: {title}")
        {
            Text =
                "The span with the most violations of all policies after the start."
                + (trace.HasDates ? "" : $" Time is counted from {Offset(from)}."),
            Charts = candidates.Select(row => CreateZoomChart(row.Report, span with { Report = row.Report }, most, start)).ToValueList(),
        };
    }

    private static Chart CreateZoomChart(BacktestReport report, BacktestSpan steps, double most, DateTimeOffset? start) =>
        new(report.Name)
        {
            Unit = "nodes",
            MaxValue = most,
            Start = start,
            Lines =
            [
                steps.CreateLine("needed", ChartLineKind.Area, report.GetDemand),
                steps.CreateLine("desired", ChartLineKind.Step, step => report.Steps[step].DesiredCount),
                steps.CreateLine("ready", ChartLineKind.Step, step => report.Steps[step].ReadyCount),
            ],
            Annotations = new ChartAnnotations("violations") { Spans = steps.GetViolations() },
        };

    /// <summary>Returns the first of the windows with the largest sum, with the violations in its middle.</summary>
    private static int FindMost(int[] violations, int count)
    {
        int sum = violations.AsSpan(0, count).ToArray().Sum();
        (int best, int most) = (0, sum);
        for (int first = 1; first + count <= violations.Length; first++)
        {
            sum += violations[first + count - 1] - violations[first - 1];
            (best, most) = sum > most ? (first, sum) : (best, most);
        }

        int[] inside = [.. Enumerable.Range(best, count).Where(step => violations[step] > 0)];
        return Math.Clamp((inside[0] + inside[^1] + 1 - count) / 2, 0, violations.Length - count);
    }

    private static string Offset(TimeSpan time) => ChartAxis.FormatTime(time.TotalSeconds);

    private static string FormatDate(DateTimeOffset at) =>
        at.ToString(at.Second == 0 ? "ddd d MMM yyyy HH:mm" : "ddd d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);
}

/// <summary>Steps of a report, as lines of a chart. Time is counted from the first of them.</summary>
internal sealed record BacktestSpan(BacktestReport Report, int First, int Count)
{
    private double StepSeconds => Report.Trace.Step.TotalSeconds;

    public static BacktestSpan FromReport(BacktestReport report) => new(report, 0, report.Steps.Count);

    public ChartLine CreateLine(string name, ChartLineKind kind, Func<int, int> valueAt)
    {
        ChartPoint[] points = new ChartPoint[Count + 1];
        for (int step = 0; step < Count; step++)
        {
            points[step] = new ChartPoint(step * StepSeconds, valueAt(First + step));
        }

        points[^1] = new ChartPoint(Count * StepSeconds, valueAt(First + Count - 1));
        return new ChartLine(name) { Kind = kind, Points = ValueList.Create<ChartPoint>(points) };
    }

    public ValueList<ChartSpan> GetViolations()
    {
        List<ChartSpan> spans = [];
        int start = -1;
        for (int step = 0; step <= Count; step++)
        {
            bool isViolation = step < Count && Report.Steps[First + step].IsViolation;
            if (isViolation && start < 0)
            {
                start = step;
            }
            else if (!isViolation && start >= 0)
            {
                spans.Add(new ChartSpan(start * StepSeconds, step * StepSeconds));
                start = -1;
            }
        }

        return spans.ToValueList();
    }
}
