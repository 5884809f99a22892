using Scalewright.Charts;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reports;

/// <summary>Draws one run over time: load and throughput, backlog, latency and instances with the same time axis.
/// </summary>
internal static class RunPanels
{
    private static readonly string[] Quantiles = ["latency_p50", "latency_p95", "latency_p99"];

    public static PanelChart Create(RunHistory run)
    {
        string[] latencies = run.Find(Quantiles[0]).Times.Length > 0 ? Quantiles : [MetricSampler.Latency];
        return new PanelChart(string.Create(CultureInfo.InvariantCulture, $"Run {run.Number}"))
        {
            Panels =
            [
                new ChartPanel("Load and throughput, records/s")
                {
                    Lines =
                    [
                        RunCharts.Line("load", run.Find("arrivals")) with
                        {
                            Kind = ChartLineKind.Area,
                        },
                        RunCharts.Line("throughput", run.Find("throughput")),
                    ],
                },
                new ChartPanel("Backlog, seconds of load")
                {
                    AreDurations = true,
                    Lines = [new ChartLine("backlog") { Kind = ChartLineKind.Area, Points = CreateBacklog(run) }],
                },
                new ChartPanel("Latency (log scale)")
                {
                    IsLogarithmic = true,
                    AreDurations = true,
                    Lines =
                    [
                        .. latencies.Select(name => RunCharts.Line(name.Replace("latency_", "", StringComparison.Ordinal), run.Find(name))),
                    ],
                },
                new ChartPanel("Instances")
                {
                    Lines = [RunCharts.Line("instances", run.Find("parallelism")) with { Kind = ChartLineKind.Step }],
                },
            ],
            Annotations = new ChartAnnotations("job down") { Spans = [.. FindDowntimes(run.Find("parallelism"))] },
            Events =
            [
                .. run
                    .Events.Where(historyEvent => historyEvent.Kind is "scale" or "fault" && historyEvent.At >= TimeSpan.Zero)
                    .Select(historyEvent => new ChartEvent(historyEvent.At.TotalSeconds, historyEvent.Text)
                    {
                        IsFault = historyEvent.Kind == "fault",
                    }),
            ],
        };
    }

    /// <summary>Returns the time in which the waiting records arrive, in seconds.</summary>
    public static ValueList<ChartPoint> CreateBacklog(RunHistory run)
    {
        (SeriesData lag, SeriesData load) = (run.Find(MetricSampler.Lag), run.Find("arrivals"));
        return
        [
            .. Enumerable
                .Range(0, Math.Min(lag.Values.Length, load.Values.Length))
                .Where(index => load.Values[index] > 0)
                .Select(index => new ChartPoint(lag.Times[index], lag.Values[index] / load.Values[index])),
        ];
    }

    private static IEnumerable<ChartSpan> FindDowntimes(SeriesData parallelism)
    {
        for (int index = 0; index < parallelism.Values.Length; index++)
        {
            if (parallelism.Values[index] < 1)
            {
                yield return new ChartSpan(index > 0 ? parallelism.Times[index - 1] : 0, parallelism.Times[index]);
            }
        }
    }
}
