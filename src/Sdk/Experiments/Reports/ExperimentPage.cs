using Scalewright.Charts;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reports;

/// <summary>Creates a self-contained report page without scripts. Equal data results in equal bytes.</summary>
public static class ExperimentPage
{
    // Charts of many points are unreadable; the table contains all of them.
    private const int PointsDrawn = 24;
    private const int OthersDrawn = 12;
    private const int MaxListedFailures = 100;

    // A phone shows fewer rows as blocks with all columns.
    private const int MaxBlocks = 6;

    /// <summary>Creates the report.</summary>
    /// <param name="data">The measurements.</param>
    /// <param name="before">Experiment to compare with; null to compare the points with the first point of the same
    /// experiment.</param>
    public static ChartPage Create(ExperimentData data, ExperimentData? before = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ExperimentVerdict verdict = ExperimentVerdict.Create(data);
        int completed = data.Points.Sum(point => point.Completed.Count());
        int expected = data.Points.Count * data.Runs;
        ValueList<ChartTile> tiles = verdict.Points is [{ Latency.HasQuantiles: true } only] ? CreateTiles(only, data.Points[0]) : [];
        IEnumerable<ChartSection> course = data.Points is [{ Runs.Count: > 0 } point]
            ? CreatePoint(data, point)
            : CreateBacklogs(data, verdict);
        return new ChartPage(data.Name)
        {
            Subtitle =
                $"{Pluralizer.Format(completed, "run")} of {expected} completed, "
                + $"{Pluralizer.Format(data.Points.Count, "point")}, task {data.Task}."
                + (data.Provenance is { IsChanged: true } ? " The definition was changed since it was run." : ""),
            Verdict = new ChartVerdict(verdict.Sentence)
            {
                IsPassed = IsPassed(verdict),
                Findings = verdict.Findings,
                Note = verdict.Note,
            },
            Tiles = tiles,
            Facts = CreateFacts(data),
            Sections =
            [
                .. CreateThresholds(data, verdict),
                .. new CapacitySection(data, verdict).Draw(),
                .. CreateInterruptions(verdict),
                .. course,
                .. CreateFailures(data),
                .. new ComparisonSection(data, verdict, before).Draw(),
            ],
        };
    }

    /// <summary>Returns whether all thresholds passed; null without thresholds, and if one is not decided.</summary>
    private static bool? IsPassed(ExperimentVerdict verdict)
    {
        if (verdict.HasFailedThreshold)
        {
            return false;
        }

        bool isPassed = verdict.Thresholds.Count > 0 && verdict.Thresholds.All(result => result.Outcome == ThresholdOutcome.Pass);
        return isPassed ? true : null;
    }

    private static ValueList<ChartTile> CreateTiles(PointResult point, PointData runs)
    {
        return
        [
            Tile("p50", point.Latency.P50),
            Tile("p95", point.Latency.P95),
            Tile("p99", point.Latency.P99),
            new ChartTile("max", MeasurementFormatter.FormatDuration(point.Latency.MaxSeconds), "of all runs"),
            new ChartTile("kept up", MeasurementFormatter.Ratio(point.KeptUp), "of the time"),
            new ChartTile("behind", MeasurementFormatter.FormatDuration(point.TimeBehind.TotalSeconds), "per run"),
            .. CreateCount("restarts", "of the job, per run", run => Last(run.Find("restarts"))),
            .. CreateCount("records", "per run", run => CountRecords(run.Find("throughput").Finite())),
        ];

        // Nothing if no run has the metric.
        ValueList<ChartTile> CreateCount(string name, string detail, Func<RunHistory, double> count)
        {
            double mean = SampleInference.GetMean([.. runs.Completed.Select(count).Where(double.IsFinite)]);
            return double.IsFinite(mean) ? [new ChartTile(name, ChartAxis.Format(mean), detail)] : [];
        }

        // Value and margin have the same unit and decimals: 5.7 ± 0.3 ms.
        static ChartTile Tile(string name, SampleStatistics latency)
        {
            string text = MeasurementFormatter.FormatDuration(latency.Mean, latency.MarginOfError);
            return text.Split(" ± ") is [var value, var margin]
                ? new ChartTile(name, value + text[text.LastIndexOf(' ')..], $"± {margin}")
                : new ChartTile(name, text, "while keeping up");
        }
    }

    private static double Last(SeriesData series) => series.Finite().Values is [.., var last] ? last : double.NaN;

    private static double CountRecords(SeriesData throughput)
    {
        double start = 0;
        double count = throughput.Values.Length > 0 ? 0 : double.NaN;
        foreach ((double at, double rate) in throughput.Times.ToArray().Zip(throughput.Values.ToArray()))
        {
            count += rate * (at - start);
            start = at;
        }

        return count;
    }

    /// <summary>Draws the backlog of the points with equal axes: of all, or of the worst ones.</summary>
    private static IEnumerable<ChartSection> CreateBacklogs(ExperimentData data, ExperimentVerdict verdict)
    {
        PointLabels labels = new(data.Points);
        (PointData Point, PointResult Result)[] all = [.. data.Points.Zip(verdict.Points).Where(pair => pair.First.Completed.Any())];
        (PointData Point, PointResult Result)[] shown =
            all.Length <= PointsDrawn ? all : [.. all.OrderByDescending(entry => entry.Result.TimeBehind).Take(PointsDrawn)];
        if (shown.Length == 0)
        {
            yield break;
        }

        string rest =
            all.Length > shown.Length
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $" The {shown.Length} points of {all.Length} that were behind for the longest time are drawn."
                )
                : "";
        yield return new ChartSection("Backlog over time")
        {
            Text =
                "Time in which the waiting records arrive, in the first completed run of each point, with the same "
                + $"axes.{rest} Peaks follow a change of scale or a fault; events.csv of an export lists them.",
            Multiples =
            [
                new SmallMultiples(
                    "Backlog",
                    [
                        .. shown.Select(entry => new ChartLine(labels.GetLabel(entry.Point))
                        {
                            Points = RunPanels.CreateBacklog(entry.Point.Completed.First()),
                        }),
                    ]
                )
                {
                    Unit = "seconds of load",
                },
            ],
        };
    }

    private static IEnumerable<ChartSection> CreateThresholds(ExperimentData data, ExperimentVerdict verdict)
    {
        if (verdict.Thresholds.Count == 0)
        {
            yield break;
        }

        const string text =
            "A threshold passes if the whole interval is within the limit, fails if the whole interval "
            + "is outside, and is not decided otherwise. A single run has no interval.";
        bool areMany = data.Points.Count > 1;
        ThresholdResult[] results = [.. verdict.Thresholds];
        if (!areMany)
        {
            yield return new ChartSection("Thresholds") { Text = text, Table = CreateThresholdTable(verdict, results, areMany) };
            yield break;
        }

        yield return new ChartSection("Thresholds") { Text = text, Table = CreateThresholdSummary(data, verdict) };
        foreach (
            ThresholdOutcome outcome in (ThresholdOutcome[])[ThresholdOutcome.Fail, ThresholdOutcome.NotDecided, ThresholdOutcome.Pass]
        )
        {
            ThresholdResult[] equal = [.. results.Where(result => result.Outcome == outcome)];
            if (equal.Length > 0)
            {
                yield return new ChartSection(GetTitle(outcome, equal.Length))
                {
                    IsFolded = true,
                    Text = FormatRest(equal.Length - MaxListedFailures, "result").TrimStart(),
                    Table = CreateThresholdTable(verdict, equal, areMany),
                };
            }
        }
    }

    /// <summary>Creates a table with one row for each threshold, over all points.</summary>
    private static ChartTable CreateThresholdSummary(ExperimentData data, ExperimentVerdict verdict)
    {
        PointLabels labels = new(data.Points);
        return new ChartTable(["threshold", "limit", "fails", "not decided", "passes", "worst", "at"])
        {
            Rows = [.. verdict.SummarizeThresholds().Select(CreateRow)],
        };

        ValueList<string> CreateRow(ThresholdSummary summary) =>
            [
                summary.Name,
                summary.Limit,
                Text(summary.Failed),
                Text(summary.NotDecided),
                Text(summary.Passed),
                summary.Worst.Measured,
                labels.GetLabel(data.Points.First(point => point.Name == summary.Worst.Point)),
            ];
    }

    /// <summary>Creates a table with one row for each result, up to a limit.</summary>
    /// <param name="areMany">True to start each row with its point.</param>
    private static ChartTable CreateThresholdTable(ExperimentVerdict verdict, ThresholdResult[] results, bool areMany)
    {
        ValueList<string> names = areMany ? verdict.GetNames() : [];
        ILookup<string, PointResult> points = verdict.Points.ToLookup(point => point.Point, StringComparer.Ordinal);
        return new ChartTable([.. names, "threshold", "limit", "measured", "result"])
        {
            EssentialColumns = results.Length > MaxBlocks ? [.. names.Skip(1), "threshold", "measured", "result"] : [],
            Rows = [.. results.Take(MaxListedFailures).Select(CreateRow)],
        };

        ValueList<string> CreateRow(ThresholdResult result)
        {
            ValueList<string> values = areMany ? verdict.GetValues(points[result.Point].First()) : [];
            return [.. values, result.Name, result.Limit, result.Measured, result.Verdict];
        }
    }

    private static string GetTitle(ThresholdOutcome outcome, int count)
    {
        string results = Pluralizer.Format(count, "threshold result");
        return outcome switch
        {
            ThresholdOutcome.Pass => $"{results} passed",
            ThresholdOutcome.Fail => $"{results} failed",
            _ => $"{results} not decided",
        };
    }

    private static IEnumerable<ChartSection> CreateInterruptions(ExperimentVerdict verdict)
    {
        if (verdict.Points is not [{ Interruptions: { Count: > 0 } interruptions }])
        {
            yield break;
        }

        yield return new ChartSection("Interruptions")
        {
            Text =
                "Changes of scale and faults after which the job did not keep up; means over runs. Times are "
                + "resolved to one sample."
                + FormatRest(interruptions.Count - MaxListedFailures, "interruption"),
            Table = new ChartTable(["at", "cause", "job down", "records waiting at most", "caught up after", "worst latency"])
            {
                Rows =
                [
                    .. interruptions
                        .Take(MaxListedFailures)
                        .Select(interruption =>
                            (ValueList<string>)
                                [
                                    MeasurementFormatter.FormatDuration(interruption.At.TotalSeconds),
                                    interruption.Cause,
                                    MeasurementFormatter.FormatDuration(interruption.DownSeconds.Mean),
                                    MeasurementFormatter.Rate(interruption.Waiting.Mean, interruption.Waiting.MarginOfError, ""),
                                    double.IsFinite(interruption.CatchUpSeconds.Mean)
                                        ? MeasurementFormatter.FormatDuration(interruption.CatchUpSeconds.Mean)
                                        : "not before the end",
                                    MeasurementFormatter.FormatDuration(interruption.WorstLatency),
                                ]
                        ),
                ],
            },
        };
    }

    internal static string FormatRest(int count, string noun) => count > 0 ? $" {Pluralizer.Format(count, $"more {noun}")} not shown." : "";

    private static IEnumerable<ChartSection> CreateFailures(ExperimentData data)
    {
        ExcludedRun[] failures = [.. data.ExcludedRuns];
        if (failures.Length > 0)
        {
            yield return new ChartSection("Runs that did not complete")
            {
                Text = FormatRest(failures.Length - MaxListedFailures, "run").TrimStart(),
                Table = new ChartTable(["point", "run", "left out because"])
                {
                    Rows =
                    [
                        .. failures.Take(MaxListedFailures).Select(run => (ValueList<string>)[run.Point, Text(run.Number), run.Reason]),
                    ],
                },
            };
        }
    }

    private static IEnumerable<ChartSection> CreatePoint(ExperimentData data, PointData point)
    {
        (RunHistory run, string reason) = ChartedRun.Select(data, point);
        RunCharts charts = new(run);
        yield return new ChartSection("One run over time")
        {
            Text = $"{reason} Red areas: the job is down.",
            Panels = [RunPanels.Create(run)],
        };
        yield return new ChartSection($"Machines and other metrics of run {Text(run.Number)}")
        {
            IsFolded = true,
            Charts =
            [
                charts.Create("Machines and task managers", "", ("nodes", ChartLineKind.Step), ("taskmanagers", ChartLineKind.Step)),
                .. MetricSampler
                    .GetOthers(run)
                    .Take(OthersDrawn)
                    .Select(entry => charts.Create(entry.Key.Metric, "", (entry.Key.Metric, ChartLineKind.Linear))),
            ],
        };
        if (run.Events.Count > 0)
        {
            yield return new ChartSection($"Events of run {Text(run.Number)}")
            {
                IsFolded = true,
                Table = new ChartTable(["time", "event", "details"])
                {
                    Rows =
                    [
                        .. run
                            .Events.Take(100)
                            .Select(historyEvent =>
                                (ValueList<string>)[$"{Text(historyEvent.At.TotalSeconds)} s", historyEvent.Kind, historyEvent.Text]
                            ),
                    ],
                },
            };
        }

        foreach (ChartSection network in NetworkSection.Create(data.Points.Count > 1 ? point.Name : "", run))
        {
            yield return network;
        }
    }

    private static ValueList<ChartFact> CreateFacts(ExperimentData data) =>
        data.Provenance is not { } source
            ? []
            :
            [
                new ChartFact("Scalewright", source.Version),
                .. IfNotEmpty("Commit", source.Commit),
                new ChartFact("Seed", source.Seed.ToString(CultureInfo.InvariantCulture)),
                .. IfNotEmpty("Host", source.Host),
                .. IfNotEmpty("Overrides", Pairs(source.Overrides)),
                new ChartFact("Definition SHA-256", source.DefinitionHash),
                .. CreateDefinition(data, source),
                new ChartFact("Times", "provenance.json in the folder of the experiment"),
            ];

    private static ValueList<ChartFact> IfNotEmpty(string name, string text) => text.Length > 0 ? [new ChartFact(name, text)] : [];

    /// <summary>Describes the definition, from the recorded data if it has changed since the run.</summary>
    private static ValueList<ChartFact> CreateDefinition(ExperimentData data, ExperimentProvenance source) =>
        !source.IsChanged
            ? [new ChartFact("Definition", source.Definition)]
            :
            [
                new ChartFact("Run with", Pairs(data.Config)),
                new ChartFact("Changed since", "The definition was changed since it was run. What follows is not what was run."),
                new ChartFact("Changed definition SHA-256", source.CurrentHash),
                new ChartFact("Changed definition", source.Definition),
            ];

    private static string Pairs(ValueMap<string> values) => string.Join(", ", values.Select(entry => $"{entry.Key}={entry.Value}"));

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

internal sealed record ChartedRun(RunHistory Run, string Reason)
{
    /// <summary>Selects the completed run with the median time behind, or the first run if no run completed. Of runs
    /// with equal times, the first.</summary>
    /// <param name="point">A point with at least one run.</param>
    public static ChartedRun Select(ExperimentData data, PointData point)
    {
        (RunHistory Run, double Behind)[] measured =
        [
            .. point
                .Completed.Select(run => (Run: run, Samples: SampleStates.Get(data, point, run)))
                .Where(entry => entry.Samples.Count > 0)
                .Select(entry =>
                    (entry.Run, entry.Samples.Where(sample => sample.State != SampleState.KeepingUp).Sum(sample => sample.Seconds))
                )
                .OrderBy(entry => entry.Run.Number),
        ];
        if (measured.Length == 0)
        {
            return point.Completed.FirstOrDefault() is { } first
                ? new ChartedRun(first, "The first completed run is drawn; no sample of it counts.")
                : new ChartedRun(point.Runs[0], "The first run is drawn; none completed.");
        }

        double median = measured.Select(entry => entry.Behind).Order().ElementAt((measured.Length - 1) / 2);
        RunHistory selected = measured.First(entry => entry.Behind == median).Run;
        return measured.Length == 1
            ? new ChartedRun(selected, "The only completed run is drawn.")
            : new ChartedRun(
                selected,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Run {selected.Number} of "
                        + $"{measured.Length}: the one with the median time behind, {MeasurementFormatter.FormatDuration(median)}."
                )
            );
    }
}

internal static class NetworkSection
{
    private const double MsPerSecond = 1000;

    // With the line of the task managers, there are eight lines, as many as colors.
    private const int MaxLines = 7;
    private const int MaxRows = 12;

    public static IEnumerable<ChartSection> Create(string point, RunHistory run)
    {
        (string Machine, SeriesData Data, double Last)[] machines =
        [
            .. run
                .Series.Where(entry => entry.Key is { Metric: NetworkSampler.Metric, Task.Length: > 0 })
                .Select(entry => (entry.Key.Task, entry.Value, Last(entry.Value)))
                .Where(entry => double.IsFinite(entry.Item3)),
        ];
        if (machines.Length == 0)
        {
            yield break;
        }

        var farthest = machines.OrderByDescending(machine => machine.Last).ToArray();
        string rest =
            machines.Length > MaxLines ? $" The picture has the {Pluralizer.Format(MaxLines, "machine")} farthest from the others." : "";
        string name = point.Length > 0 ? $"{point}, " : "";
        yield return new ChartSection($"Latency between machines, {name}run {run.Number.ToString(CultureInfo.InvariantCulture)}")
        {
            Text =
                "One way, in ms, estimated by pings of some pairs; of a machine to the other machines, on "
                + $"average. The table has the last estimates of the run.{rest}",
            Table = CreatePairs(run, machines.Select(machine => machine.Machine))
                ?? new ChartTable(["machine", "to the others, ms"])
                {
                    Rows = [.. farthest.Take(MaxRows).Select(machine => (ValueList<string>)[machine.Machine, Ms(machine.Last)])],
                },
            Charts =
            [
                new RunCharts(run).Create(
                    "Latency between machines, estimated",
                    "ms",
                    farthest
                        .Take(MaxLines)
                        .Select(machine => RunCharts.Line(machine.Machine, machine.Data, MsPerSecond))
                        .Append(RunCharts.Line("between task managers", run.Find(NetworkSampler.Metric), MsPerSecond))
                ),
            ],
        };
    }

    /// <summary>Returns a matrix of machines; null if pairs were not recorded.</summary>
    private static ChartTable? CreatePairs(RunHistory run, IEnumerable<string> names)
    {
        string[] machines = [.. names];
        Dictionary<(string, string), double> latencies = [];
        foreach ((SeriesKey series, SeriesData data) in run.Series.Where(entry => entry.Key.Metric == NetworkSampler.PairMetric))
        {
            string[] pair = series.Task.Split(' ');
            latencies[(pair[0], pair[^1])] = latencies[(pair[^1], pair[0])] = Last(data);
        }

        return latencies.Count == 0
            ? null
            : new ChartTable(["", .. machines])
            {
                Rows =
                [
                    .. machines.Select(source =>
                        (ValueList<string>)
                            [source, .. machines.Select(target => Ms(latencies.GetValueOrDefault((source, target), double.NaN)))]
                    ),
                ],
            };
    }

    private static double Last(SeriesData data) => data.Finite().Values is [.., var last] ? last : double.NaN;

    private static string Ms(double seconds) =>
        double.IsFinite(seconds) ? (seconds * MsPerSecond).ToString("0.##", CultureInfo.InvariantCulture) : "";
}

internal sealed class RunCharts(RunHistory run)
{
    private readonly ChartAnnotations _faults = new("fault") { Spans = [.. EventSpans.CreateFaults(run)] };
    private readonly ChartAnnotations _scalings = new("scaling") { Spans = [.. EventSpans.CreateScalings(run)] };

    public Chart Create(string title, string unit, params (string Metric, ChartLineKind Kind)[] lines) =>
        Create(title, unit, lines.Select(line => Line(line.Metric, run.Find(line.Metric)) with { Kind = line.Kind }));

    public Chart Create(string title, string unit, IEnumerable<ChartLine> lines) =>
        new(title)
        {
            Unit = unit,
            Lines = [.. lines],
            Annotations = IfAny(_faults),
            Events = IfAny(_scalings),
        };

    private static ChartAnnotations? IfAny(ChartAnnotations annotations) => annotations.Spans.Count > 0 ? annotations : null;

    /// <param name="factor">Conversion factor from the unit of the series to the unit of the chart.</param>
    public static ChartLine Line(string name, SeriesData data, double factor = 1)
    {
        ChartPoint[] points = new ChartPoint[data.Times.Length];
        for (int index = 0; index < points.Length; index++)
        {
            points[index] = new ChartPoint(data.Times[index], data.Values[index] * factor);
        }

        return new ChartLine(name) { Points = ValueList.Create<ChartPoint>(points) };
    }
}

internal static class EventSpans
{
    // Minimum width that is visible in a run of one hour.
    private const double MinSeconds = 10;

    /// <summary>Returns the spans after faults, and those in which a machine is lost.</summary>
    public static IEnumerable<ChartSpan> CreateFaults(RunHistory run)
    {
        double end = run.Find("throughput").Times is [.., var last] ? last : 0;
        foreach (HistoryEvent historyEvent in run.Events.Where(historyEvent => historyEvent.Kind is "fault" or "node"))
        {
            double at = historyEvent.At.TotalSeconds;
            if (historyEvent.Kind == "fault")
            {
                yield return new ChartSpan(at, Math.Min(end, at + MinSeconds));
            }
            else if (historyEvent.IsNodeUp == false)
            {
                double until = run.Events.FirstOrDefault(recovery =>
                    recovery.At >= historyEvent.At && recovery.Node == historyEvent.Node && recovery.IsNodeUp == true
                )?.At.TotalSeconds
                    ?? end;
                yield return new ChartSpan(at, Math.Max(until, at));
            }
        }
    }

    public static IEnumerable<ChartSpan> CreateScalings(RunHistory run) =>
        run
            .Events.Where(historyEvent => historyEvent.Kind == "scale")
            .Select(historyEvent => new ChartSpan(historyEvent.At.TotalSeconds, historyEvent.At.TotalSeconds));
}
