using System.Globalization;
using Scalewright.Charts;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reports;

/// <summary>The report of an experiment as one page: it needs nothing else, no script and no network. Equal data gives equal bytes.</summary>
public static class ExperimentPage
{
    // A page of a thousand points is read by nobody; their figures are in the table.
    private const int PointsDrawn = 6;
    private const int PointsCompared = 40;
    private const int OthersDrawn = 12;
    private const int FailuresTold = 100;
    private static readonly ValueList<string> SummaryColumns = ["point", "instances", "samples", "records/s", "± (95 %, runs)", "busy ms/s", "back-pressured ms/s", "latency s"];

    /// <summary>Draws an experiment.</summary>
    /// <param name="data">What was measured.</param>
    /// <param name="before">Another experiment to compare it with; null: its own points are compared with the first of them.</param>
    public static ChartPage Of(ExperimentData data, ExperimentData? before = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ValueList<SummaryRow> summary = Summary.Of(data);
        int completed = data.Points.Sum(point => point.Completed.Count());
        int wanted = data.Points.Count * data.Runs;
        return new ChartPage(data.Name)
        {
            Lead = $"{CountText.Of(completed, "run")} of {wanted} completed, {CountText.Of(data.Points.Count, "point")}, task {data.Task}.",
            Sections =
            [
                OfSummary(data, summary),
                .. OfComparison(data, before),
                .. OfFailures(data),
                .. data.Points.Take(PointsDrawn).Where(point => point.Runs.Count > 0).SelectMany(OfPoint),
            ],
        };
    }

    private static ChartSection OfSummary(ExperimentData data, ValueList<SummaryRow> summary)
    {
        if (summary.Count == 0)
        {
            return new ChartSection("Nothing was measured") { Text = "No run completed, so there is nothing to judge." };
        }

        string[] parallelisms = [.. summary.Select(row => row.Parallelism).Distinct().Order().Select(count => Text(count))];
        return new ChartSection("Throughput against parallelism")
        {
            Table = new ChartTable(SummaryColumns) { Rows = [.. summary.Select(RowOf)] },
            Spreads =
            [
                new SpreadChart($"Throughput against parallelism, with {(summary.Any(row => !double.IsNaN(row.RunThroughput.Margin)) ? "intervals of 95 %" : "standard errors of samples")}")
                {
                    Unit = "records/s",
                    Axis = "instances",
                    Categories = [.. parallelisms],
                    Series = [.. data.Points.Take(PointsDrawn).Select(point => new ChartSpreadSeries(point.Name, [.. summary.Where(row => row.Point == point.Name).Select(SpreadOf)]) { IsJoined = true })],
                },
                new SpreadChart("Samples of each point: least, quarter, median, quarter, most")
                {
                    Unit = "records/s",
                    Categories = [.. data.Points.Select(point => point.Name)],
                    Series = [new ChartSpreadSeries("throughput", [.. data.Points.Select(point => BoxOf(data, point)).OfType<ChartSpread>()])],
                },
            ],
        };
    }

    private static ValueList<string> RowOf(SummaryRow row) =>
    [
        row.Point, Text(row.Parallelism), Text(row.Samples), Text(row.Throughput.Mean), double.IsNaN(row.RunThroughput.Margin) ? "–" : Text(row.RunThroughput.Margin),
        Text(row.BusyMs.Mean), Text(row.BackpressuredMs.Mean), row.LatencySeconds.Mean.ToString("0.####", CultureInfo.InvariantCulture),
    ];

    private static ChartSpread SpreadOf(SummaryRow row)
    {
        double margin = double.IsNaN(row.RunThroughput.Margin) ? row.Throughput.PopulationError : row.RunThroughput.Margin;
        return new ChartSpread(Text(row.Parallelism), row.Throughput.Mean, row.Throughput.Mean - margin, row.Throughput.Mean + margin);
    }

    private static ChartSpread? BoxOf(ExperimentData data, PointData point)
    {
        double[] values = [.. point.Completed.SelectMany(run => Summary.RowsOf(data.For(point), run)).Select(row => row.Throughput)];
        if (values.Length == 0)
        {
            return null;
        }

        Quartiles quartiles = Quartiles.Of(values);
        return new ChartSpread(point.Name, quartiles.Median, quartiles.Least, quartiles.Most) { Box = (quartiles.Lower, quartiles.Upper) };
    }

    private static IEnumerable<ChartSection> OfComparison(ExperimentData data, ExperimentData? before)
    {
        ExperimentData first = before ?? data;
        Dictionary<string, PointData> named = (before?.Points ?? []).DistinctBy(point => point.Name, StringComparer.Ordinal).ToDictionary(point => point.Name, StringComparer.Ordinal);

        // A point is compared with the one of its name in the other experiment; else with the first there is.
        (PointData From, PointData To)[] pairs =
        [
            .. first.Points.Take(1).SelectMany(start => data.Points.Select(point => (From: named.GetValueOrDefault(point.Name, start), To: point))).Where(pair => !ReferenceEquals(pair.From, pair.To)),
        ];
        ValueList<string>[] rows =
        [
            .. pairs.Take(PointsCompared).SelectMany(pair => Comparison.Of(first, pair.From, data, pair.To).Where(item => !double.IsNaN(item.Change)).Select(item => RowOf(pair.From, pair.To, item))),
        ];
        if (rows.Length > 0)
        {
            yield return new ChartSection(before is null ? "Points compared" : $"Compared with {before.Name}")
            {
                Text = "A change counts as significant when its interval of 95 % (Welch) does not hold 0; a point needs two runs for that." + Rest(pairs.Length - PointsCompared, "point"),
                Table = new ChartTable(["from", "to", "measure", "before", "after", "change", "± (95 %)", "verdict"]) { Rows = [.. rows] },
            };
        }
    }

    private static string Rest(int count, string what) => count > 0 ? $" {CountText.Of(count, $"more {what}")} not shown." : "";

    private static ValueList<string> RowOf(PointData from, PointData to, Difference item) =>
    [
        from.Name, to.Name, item.Measure, Text(item.Before.Mean), Text(item.After.Mean), Text(item.Change), double.IsNaN(item.Margin) ? "–" : Text(item.Margin),
        double.IsNaN(item.Margin) ? "too few runs" : item.IsSignificant ? "significant" : "within chance",
    ];

    private static IEnumerable<ChartSection> OfFailures(ExperimentData data)
    {
        (string Point, RunHistory Run)[] failures = [.. data.Points.SelectMany(point => point.Runs.Where(run => run.Outcome != RunOutcome.Completed).Select(run => (point.Name, run)))];
        if (failures.Length > 0)
        {
            yield return new ChartSection("Runs that did not complete")
            {
                Text = Rest(failures.Length - FailuresTold, "run").TrimStart(),
                Table = new ChartTable(["point", "run", "outcome", "why"]) { Rows = [.. failures.Take(FailuresTold).Select(entry => (ValueList<string>)[entry.Point, Text(entry.Run.Number), entry.Run.Outcome.ToString(), entry.Run.Why])] },
            };
        }
    }

    private static IEnumerable<ChartSection> OfPoint(PointData point)
    {
        RunHistory run = point.Completed.FirstOrDefault() ?? point.Runs[0];
        RunCharts charts = new(run);
        yield return new ChartSection($"{point.Name}, run {Text(run.Number)}")
        {
            Table = new ChartTable(["at", "what", "how"]) { Rows = [.. run.Marks.Take(100).Select(mark => (ValueList<string>)[$"{Text(mark.At.TotalSeconds)} s", mark.Kind, mark.Text])] },
            Charts =
            [
                charts.Of("Load and throughput", "records/s", ("arrivals", ChartLineKind.Area), ("throughput", ChartLineKind.Straight)),
                charts.Of("Records that wait", "records", ("lag", ChartLineKind.Area)),
                charts.Of("Latency, estimated", "s", ("latency", ChartLineKind.Straight)),
                charts.Of("Machines, task managers and instances", "", ("nodes", ChartLineKind.Steps), ("taskmanagers", ChartLineKind.Steps), ("parallelism", ChartLineKind.Steps)),
                .. Sampler.OthersOf(run).Take(OthersDrawn).Select(entry => charts.Of(entry.Key.Metric, "", (entry.Key.Metric, ChartLineKind.Straight))),
            ],
        };
        foreach (ChartSection network in NetworkSection.Of(point.Name, run))
        {
            yield return network;
        }
    }

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
