using System.Globalization;
using Scalewright.Charts;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reports;

/// <summary>How far machines were from each other in a run, as far as it was measured.</summary>
internal static class NetworkSection
{
    private const double MsPerSecond = 1000;

    // With the line of the task managers there are eight, as many as there are colours.
    private const int LinesMax = 7;
    private const int RowsMax = 12;

    /// <summary>The part of a page; none when nothing was measured.</summary>
    public static IEnumerable<ChartSection> Of(string point, RunHistory run)
    {
        (string Machine, SeriesData Data, double Last)[] machines =
        [
            .. run.Series.Where(entry => entry.Key is { Metric: NetworkSampler.Metric, Task.Length: > 0 })
                .Select(entry => (entry.Key.Task, entry.Value, Last(entry.Value))).Where(entry => double.IsFinite(entry.Item3)),
        ];
        if (machines.Length == 0)
        {
            yield break;
        }

        var farthest = machines.OrderByDescending(machine => machine.Last).ToArray();
        string rest = machines.Length > LinesMax ? $" The picture has the {CountText.Of(LinesMax, "machine")} farthest from the others." : "";
        yield return new ChartSection($"Latency between machines, {point}, run {run.Number.ToString(CultureInfo.InvariantCulture)}")
        {
            Text = $"One way, in ms, estimated by pings of some pairs; of a machine to the other machines, on average. The table has what was known at last.{rest}",
            Table = PairsOf(run, machines.Select(machine => machine.Machine)) ?? new ChartTable(["machine", "to the others, ms"])
            {
                Rows = [.. farthest.Take(RowsMax).Select(machine => (ValueList<string>)[machine.Machine, Ms(machine.Last)])],
            },
            Charts =
            [
                new RunCharts(run).Of(
                    "Latency between machines, estimated",
                    "ms",
                    farthest.Take(LinesMax).Select(machine => RunCharts.Line(machine.Machine, machine.Data, MsPerSecond))
                        .Append(RunCharts.Line("between task managers", run.Find(NetworkSampler.Metric), MsPerSecond))),
            ],
        };
    }

    /// <summary>A row and a column for each machine; null when pairs were not written down.</summary>
    private static ChartTable? PairsOf(RunHistory run, IEnumerable<string> names)
    {
        string[] machines = [.. names];
        Dictionary<(string, string), double> known = [];
        foreach ((HistorySeries series, SeriesData data) in run.Series.Where(entry => entry.Key.Metric == NetworkSampler.PairMetric))
        {
            string[] pair = series.Task.Split(' ');
            known[(pair[0], pair[^1])] = known[(pair[^1], pair[0])] = Last(data);
        }

        return known.Count == 0 ? null : new ChartTable(["", .. machines])
        {
            Rows = [.. machines.Select(one => (ValueList<string>)[one, .. machines.Select(other => known.TryGetValue((one, other), out double seconds) ? Ms(seconds) : "")])],
        };
    }

    private static double Last(SeriesData data) => data.Finite().Values is [.., var last] ? last : double.NaN;

    private static string Ms(double seconds) => double.IsFinite(seconds) ? (seconds * MsPerSecond).ToString("0.##", CultureInfo.InvariantCulture) : "";
}
