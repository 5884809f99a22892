using Scalewright.Charts;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reports;

internal sealed class ThroughputSection(ExperimentData data, ValueList<SummaryRow> summary, int maxPoints)
{
    private const double TargetMargin = 0.05;

    private readonly PointAxis _axis = new(data);

    public ChartSection Draw()
    {
        if (summary.Count == 0)
        {
            return new ChartSection("Nothing was measured")
            {
                Text = "No run completed, so there is nothing to judge."
            };
        }

        bool areMany = data.Points.Count > 1;
        ValueList<string> pointColumn = areMany ? ["point"] : [];
        ValueList<string> countColumn = HasRunCounts ? [$"runs for ±{100 * TargetMargin} %"] : [];
        string rest = data.Points.Count > maxPoints
            ? $" Pictures of runs show the first {Pluralizer.Format(maxPoints, "point")} of {Text(data.Points.Count)}."
            : "";
        return new ChartSection("Throughput")
        {
            Text = "Each ± is half the width of the 95 % confidence interval over runs, or over "
                + $"{SampleInference.Batches} batch means of a single run. A figure without ± comes from one run with "
                + $"too few samples.{DescribeSampling()}{rest}",
            Table = new ChartTable([.. pointColumn, "instances", "runs", .. countColumn, "samples", "records/s",
                "busy ms/s", "back-pressured ms/s", "latency s"])
            {
                Rows = [.. summary.Select(
                    row => (ValueList<string>)[.. areMany ? (ValueList<string>)[row.Point] : [], .. GetCells(row)])],
            },
            Spreads = [Means(), Distribution()],
        };
    }

    private string IntervalBasis =>
        summary.Any(row => row.Throughput.Count > 1) ? "runs" : "batch means of a run";

    /// <summary>Returns which part of the time was simulated; empty if all of it was.</summary>
    private string DescribeSampling()
    {
        double[] ratios = [.. data.Points.SelectMany(point => point.Completed)
            .SelectMany(run => run.Find(MetricSampler.Sampled).Values.ToArray())];
        return ratios.Length > 0 && ratios.Average() is < 1 and var mean
            ? string.Create(CultureInfo.InvariantCulture, $" Of the time, {100 * mean:0.##} % was simulated, "
                + $"so latencies can deviate by the 'error' of 'sampling'.")
            : "";
    }

    private bool HasRunCounts => summary.Any(row => row.Throughput.Count > 1);

    private IEnumerable<string> GetCells(SummaryRow row) =>
    [
        Text(row.Parallelism), Text(row.Throughput.Count), .. HasRunCounts ? (ValueList<string>)[GetRunCount(row)] : [],
        Text(row.Samples), row.Throughput.ToString(),
        row.BusyMs.ToString(), row.BackpressuredMs.ToString(), row.LatencySeconds.ToString(),
    ];

    /// <summary>Returns the number of runs for an interval of the throughput of ±5 % of its mean.</summary>
    private static string GetRunCount(SummaryRow row)
    {
        SampleStatistics throughput = row.Throughput;
        if (throughput.Count < 2 || !(throughput.Mean > 0))
        {
            return "";
        }

        return SampleInference.GetCount(
            throughput.StandardDeviation, TargetMargin * throughput.Mean, ExperimentRules.MaxRuns) is { } count
            ? Text(count)
            : $"more than {Text(ExperimentRules.MaxRuns)}";
    }

    /// <summary>Creates a chart over the number of instances, or over the points if all have the same number.</summary>
    private SpreadChart Means()
    {
        int[] counts = [.. summary.Select(row => row.Parallelism).Distinct().Order()];
        string intervals = summary.Any(row => double.IsFinite(row.Throughput.ReportedMargin))
            ? $" (mean and 95 % confidence interval over {IntervalBasis})"
            : " (one run, no intervals)";
        if (counts.Length == 1 && data.Points.Count > 1)
        {
            Dictionary<string, string> names = data.Points.DistinctBy(point => point.Name, StringComparer.Ordinal)
                .ToDictionary(point => point.Name, _axis.GetCategory, StringComparer.Ordinal);
            return new SpreadChart($"Throughput by {(_axis.IsNumeric ? _axis.Title : "point")}{intervals}")
            {
                Unit = "records/s",
                CategoryAxisTitle = _axis.Title,
                Categories = [.. data.Points.Select(_axis.GetCategory)],
                Series = [new ChartSpreadSeries(Pluralizer.Format(counts[0], "instance"),
                    [.. summary.Select(row => CreateSpread(row, names[row.Point]))]) { IsConnected = _axis.IsNumeric }],
            };
        }

        return new SpreadChart($"Throughput by parallelism{intervals}")
        {
            Unit = "records/s",
            CategoryAxisTitle = "instances",
            Categories = [.. counts.Select(count => Text(count))],
            Series =
            [
                .. data.Points.Take(maxPoints).Select(point =>
                    new ChartSpreadSeries(point.Name, [.. summary.Where(row => row.Point == point.Name)
                        .Select(row => CreateSpread(row, Text(row.Parallelism)))]) { IsConnected = true }),
            ],
        };
    }

    private SpreadChart Distribution() =>
        new("Distribution of throughput (min, Q1, median, Q3, max of the samples of all runs)")
        {
            Unit = "records/s",
            CategoryAxisTitle = _axis.Title,
            Categories = [.. data.Points.Select(_axis.GetCategory)],
            Series = [new ChartSpreadSeries("throughput", [.. data.Points.Select(CreateBox).OfType<ChartSpread>()])],
        };

    private static ChartSpread CreateSpread(SummaryRow row, string category)
    {
        double margin = double.IsFinite(row.Throughput.ReportedMargin) ? row.Throughput.ReportedMargin : 0;
        return new ChartSpread(
            category, row.Throughput.Mean, row.Throughput.Mean - margin, row.Throughput.Mean + margin);
    }

    private ChartSpread? CreateBox(PointData point)
    {
        double[] values = [.. point.Completed.SelectMany(run => ExperimentSummary.GetRows(data.For(point), run))
            .Select(row => row.Throughput)];
        if (values.Length == 0)
        {
            return null;
        }

        Array.Sort(values);
        return new ChartSpread(_axis.GetCategory(point), Quantile(0.5), values[0],
            values[^1]) { Box = (Quantile(0.25), Quantile(0.75)) };

        double Quantile(double probability) => SampleInference.GetQuantile(values, probability);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Axis of points: the values of the only parameter that differs, if numeric; otherwise their names.</summary>
internal sealed class PointAxis
{
    private readonly string? _parameter;

    public PointAxis(ExperimentData data)
    {
        string[] varied = [.. data.Points.SelectMany(point => point.Parameters.Keys).Distinct(StringComparer.Ordinal)
            .Where(key => data.Points.Select(point => point.Parameters.GetValueOrDefault(key))
                .Distinct(StringComparer.Ordinal)
                .Count() > 1)];
        _parameter = varied is [var one]
            && data.Points.Select(point => point.Parameters.GetValueOrDefault(one)).ToArray() is var values
            && values.All(IsNumber) && values.Distinct(StringComparer.Ordinal).Count() == values.Length ? one : null;
    }

    public bool IsNumeric => _parameter is not null;

    public string Title => _parameter ?? "";

    public string GetCategory(PointData point) => _parameter is null ? point.Name : point.Parameters[_parameter];

    private static bool IsNumber(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value);
}
