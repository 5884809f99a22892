using Scalewright.Charts;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reports;

/// <summary>Creates a self-contained report page without scripts. Equal data results in equal bytes.</summary>
public static class ExperimentPage
{
    // Charts of many points are unreadable; the table contains all of them.
    private const int PointsDrawn = 6;
    private const int PointsCompared = 40;
    private const int OthersDrawn = 12;
    private const int MaxListedFailures = 100;

    /// <summary>Creates the report.</summary>
    /// <param name="data">The measurements.</param>
    /// <param name="before">Experiment to compare with; null to compare the points with the first point of the same
    /// experiment.</param>
    public static ChartPage Create(ExperimentData data, ExperimentData? before = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ValueList<SummaryRow> summary = ExperimentSummary.Create(data);
        int completed = data.Points.Sum(point => point.Completed.Count());
        int expected = data.Points.Count * data.Runs;
        return new ChartPage(data.Name)
        {
            Subtitle = $"{Pluralizer.Format(completed, "run")} of {expected} completed, "
                + $"{Pluralizer.Format(data.Points.Count, "point")}, task {data.Task}."
                + (data.Provenance is { IsChanged: true } ? " The definition was changed since it was run." : ""),
            Summary = ExperimentHeadline.Create(data, summary),
            Facts = CreateFacts(data),
            Sections =
            [
                new ThroughputSection(data, summary, PointsDrawn).Draw(),
                .. CreateComparison(data, before),
                .. CreateFailures(data),
                .. data.Points.Take(PointsDrawn)
                    .Where(point => point.Runs.Count > 0)
                    .SelectMany(point => CreatePoint(data, point)),
            ],
        };
    }

    private static IEnumerable<ChartSection> CreateComparison(ExperimentData data, ExperimentData? before)
    {
        ExperimentData first = before ?? data;
        Dictionary<string, PointData> named = (before?.Points ?? [])
            .DistinctBy(point => point.Name, StringComparer.Ordinal)
            .ToDictionary(point => point.Name, StringComparer.Ordinal);

        // Points are compared by name with the other experiment, otherwise with the first point.
        (PointData From, PointData To)[] pairs =
        [
            .. first.Points.Take(1)
                .SelectMany(start =>
                    data.Points.Select(point => (From: named.GetValueOrDefault(point.Name, start), To: point)))
                .Where(pair => !ReferenceEquals(pair.From, pair.To)),
        ];
        ValueList<string>[] rows =
        [
            .. pairs.Take(PointsCompared)
                .SelectMany(pair => ExperimentComparison.Compare(first, pair.From, data, pair.To)
                    .Where(item => !double.IsNaN(item.Change))
                    .Select(item => CreateRow(pair.From, pair.To, item))),
        ];
        if (rows.Length > 0)
        {
            yield return new ChartSection(before is null ? "Points compared" : $"Compared with {before.Name}")
            {
                Text = "A change counts as significant when its interval of 95 % (Welch) does not hold 0; a point "
                    + "needs two runs for that."
                    + FormatRest(pairs.Length - PointsCompared, "point"),
                Table = new ChartTable(["from", "to", "measure", "before", "after", "change (95 % interval)",
                    "verdict"]) { Rows = [.. rows] },
            };
        }
    }

    private static string FormatRest(int count, string what) =>
        count > 0 ? $" {Pluralizer.Format(count, $"more {what}")} not shown." : "";

    private static ValueList<string> CreateRow(PointData from, PointData to, MeasureDifference item) =>
    [
        from.Name, to.Name, item.Measure, MeasurementFormatter.Format(item.Before.Mean),
        MeasurementFormatter.Format(item.After.Mean), item.ChangeText, item.Verdict,
    ];

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
                    Rows = [.. failures.Take(MaxListedFailures)
                        .Select(run => (ValueList<string>)[run.Point, Text(run.Number), run.Reason])],
                },
            };
        }
    }

    private static IEnumerable<ChartSection> CreatePoint(ExperimentData data, PointData point)
    {
        (RunHistory run, string reason) = ChartedRun.Select(data, point);
        RunCharts charts = new(run);
        yield return new ChartSection($"{(data.Points.Count > 1 ? $"{point.Name}, run" : "Run")} {Text(run.Number)}")
        {
            Text = reason,
            Table = new ChartTable(["time", "event", "details"]) { Rows = [.. run.Events.Take(100)
                .Select(item => (ValueList<string>)[$"{Text(item.At.TotalSeconds)} s", item.Kind, item.Text])] },
            Charts =
            [
                charts.Create("Load and throughput", "records/s", ("arrivals", ChartLineKind.Area),
                    ("throughput", ChartLineKind.Linear)),
                charts.Create("Consumer lag", "records", ("lag", ChartLineKind.Area)),
                charts.Create("Latency", "s", ("latency", ChartLineKind.Linear)),
                charts.Create("Machines, task managers and instances", "", ("nodes", ChartLineKind.Step),
                    ("taskmanagers", ChartLineKind.Step), ("parallelism", ChartLineKind.Step)),
                .. MetricSampler.GetOthers(run)
                    .Take(OthersDrawn)
                    .Select(entry => charts.Create(entry.Key.Metric, "", (entry.Key.Metric, ChartLineKind.Linear))),
            ],
        };
        foreach (ChartSection network in NetworkSection.Create(point.Name, run))
        {
            yield return network;
        }
    }

    private static ValueList<ChartFact> CreateFacts(ExperimentData data) => data.Provenance is not { } source ? [] :
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

    private static ValueList<ChartFact> IfNotEmpty(string name, string text) =>
        text.Length > 0 ? [new ChartFact(name, text)] : [];

    /// <summary>Describes the definition, from the recorded data if it has changed since the run.</summary>
    private static ValueList<ChartFact> CreateDefinition(ExperimentData data, ExperimentProvenance source) =>
        !source.IsChanged ? [new ChartFact("Definition", source.Definition)] :
        [
            new ChartFact("Run with", Pairs(data.Config)),
            new ChartFact(
                "Changed since", "The definition was changed since it was run. What follows is not what was run."),
            new ChartFact("Changed definition SHA-256", source.CurrentHash),
            new ChartFact("Changed definition", source.Definition),
        ];

    private static string Pairs(ValueMap<string> values) =>
        string.Join(", ", values.Select(entry => $"{entry.Key}={entry.Value}"));

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

internal sealed record ChartedRun(RunHistory Run, string Reason)
{
    /// <summary>Selects the completed run with the median throughput, or the first run if no run completed.</summary>
    /// <param name="point">A point with at least one run.</param>
    public static ChartedRun Select(ExperimentData data, PointData point)
    {
        (RunHistory Run, double Mean)[] completed =
        [
            .. point.Completed.Select(run => (Run: run, Rows: ExperimentSummary.GetRows(data.For(point), run)))
                .Where(entry => entry.Rows.Length > 0)
                .Select(entry => (entry.Run, entry.Rows.Average(row => row.Throughput)))
                .OrderBy(entry => entry.Item2)
                .ThenBy(entry => entry.Run.Number),
        ];
        return completed.Length switch
        {
            0 when point.Completed.FirstOrDefault() is { } first =>
                new ChartedRun(first, "The first completed run is drawn; no sample of it counts."),
            0 => new ChartedRun(point.Runs[0], "The first run is drawn; none completed."),
            1 => new ChartedRun(completed[0].Run, "The only completed run is drawn."),
            _ => new ChartedRun(completed[(completed.Length - 1) / 2].Run,
                $"Of {Pluralizer.Format(completed.Length, "completed run")} the one with the "
                + $"{(completed.Length % 2 == 0 ? "lower " : "")}median throughput is drawn."),
        };
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
            .. run.Series.Where(entry => entry.Key is { Metric: NetworkSampler.Metric, Task.Length: > 0 })
                .Select(entry => (entry.Key.Task, entry.Value, Last(entry.Value)))
                .Where(entry => double.IsFinite(entry.Item3)),
        ];
        if (machines.Length == 0)
        {
            yield break;
        }

        var farthest = machines.OrderByDescending(machine => machine.Last).ToArray();
        string rest = machines.Length > MaxLines
            ? $" The picture has the {Pluralizer.Format(MaxLines, "machine")} farthest from the others."
            : "";
        yield return new ChartSection(
            $"Latency between machines, {point}, run {run.Number.ToString(CultureInfo.InvariantCulture)}")
        {
            Text = "One way, in ms, estimated by pings of some pairs; of a machine to the other machines, on "
                + $"average. The table has what was known at last.{rest}",
            Table = CreatePairs(run, machines.Select(machine => machine.Machine))
                ?? new ChartTable(["machine", "to the others, ms"])
                {
                    Rows = [.. farthest.Take(MaxRows)
                        .Select(machine => (ValueList<string>)[machine.Machine, Ms(machine.Last)])],
                },
            Charts =
            [
                new RunCharts(run).Create(
                    "Latency between machines, estimated",
                    "ms",
                    farthest.Take(MaxLines)
                        .Select(machine => RunCharts.Line(machine.Machine, machine.Data, MsPerSecond))
                        .Append(RunCharts.Line("between task managers", run.Find(NetworkSampler.Metric), MsPerSecond))),
            ],
        };
    }

    /// <summary>Returns a matrix of machines; null if pairs were not recorded.</summary>
    private static ChartTable? CreatePairs(RunHistory run, IEnumerable<string> names)
    {
        string[] machines = [.. names];
        Dictionary<(string, string), double> known = [];
        foreach ((SeriesKey series,
            SeriesData data) in run.Series.Where(entry => entry.Key.Metric == NetworkSampler.PairMetric))
        {
            string[] pair = series.Task.Split(' ');
            known[(pair[0], pair[^1])] = known[(pair[^1], pair[0])] = Last(data);
        }

        return known.Count == 0 ? null : new ChartTable(["", .. machines])
        {
            Rows = [.. machines.Select(one => (ValueList<string>)[one,
                .. machines.Select(other => Ms(known.GetValueOrDefault((one, other), double.NaN)))])],
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

    public Chart Create(string title, string unit, IEnumerable<ChartLine> lines) => new(title)
    {
        Unit = unit,
        Lines = [.. lines],
        Annotations = IfAny(_faults),
        Events = IfAny(_scalings),
    };

    private static ChartAnnotations? IfAny(ChartAnnotations annotations) =>
        annotations.Spans.Count > 0 ? annotations : null;

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
        foreach (HistoryEvent item in run.Events.Where(item => item.Kind is "fault" or "node"))
        {
            double at = item.At.TotalSeconds;
            if (item.Kind == "fault")
            {
                yield return new ChartSpan(at, Math.Min(end, at + MinSeconds));
            }
            else if (item.IsNodeUp == false)
            {
                double until = run.Events.FirstOrDefault(other =>
                    other.At >= item.At && other.Node == item.Node && other.IsNodeUp == true)?.At.TotalSeconds ?? end;
                yield return new ChartSpan(at, Math.Max(until, at));
            }
        }
    }

    public static IEnumerable<ChartSpan> CreateScalings(RunHistory run) =>
        run.Events.Where(item => item.Kind == "scale")
            .Select(item => new ChartSpan(item.At.TotalSeconds, item.At.TotalSeconds));
}
