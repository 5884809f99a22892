using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Metrics;

/// <summary>Writes OpenMetrics 1.0.0: families ordered by name, each once with all its samples.</summary>
internal static class OpenMetricsText
{
    public const string ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private const string Prefix = "scalewright_";

    public static void Write(IReadOnlyCollection<LiveSample> samples, IBufferWriter<byte> output)
    {
        SortedDictionary<string, StringBuilder> gauges = new(StringComparer.Ordinal);
        StringBuilder events = new();
        foreach (LiveSample sample in samples)
        {
            foreach ((string kind, int count) in sample.EventCounts)
            {
                events.Append(CultureInfo.InvariantCulture, $"{Prefix}events_total{{{Labels(sample)},kind=\"{Escaped(kind)}\"}} {count}\n");
            }

            if (sample.Seconds is not { } seconds)
            {
                continue;
            }

            Add("run_seconds", Labels(sample), seconds);
            for (int column = 0; column < sample.Series.Count; column++)
            {
                SeriesKey series = sample.Series[column];
                string instance =
                    series.Instance < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $",instance_index=\"{series.Instance}\"");
                string task = series.Task.Length == 0 ? "" : $",task=\"{Escaped(series.Task)}\"";

                // Subtasks are a separate family. In the same family, a sum would count them twice.
                string family = MetricSampler.GetFamily(series.Metric);
                Add(series.Instance < 0 ? family : $"{family}_of_instance", $"{Labels(sample)}{task}{instance}", sample.Values[column]);
            }
        }

        StringBuilder text = new();
        foreach ((string name, StringBuilder lines) in gauges)
        {
            text.Append("# TYPE ").Append(Prefix).Append(name).Append(" gauge\n").Append(lines);
        }

        if (events.Length > 0)
        {
            text.Append("# TYPE ")
                .Append(Prefix)
                .Append("events counter\n# HELP ")
                .Append(Prefix)
                .Append("events What happened, by its kind.\n")
                .Append(events);
        }

        Encoding.UTF8.GetBytes(text.Append("# EOF\n").ToString(), output);

        void Add(string name, string labels, double value)
        {
            if (!gauges.TryGetValue(name, out StringBuilder? lines))
            {
                gauges[name] = lines = new StringBuilder();
            }

            lines.Append(Prefix).Append(name).Append('{').Append(labels).Append("} ").Append(Text(value)).Append('\n');
        }
    }

    private static string Labels(LiveSample sample) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"experiment=\"{Escaped(sample.Experiment)}\",point=\"{Escaped(sample.Point)}\",run=\"{sample.Run}\""
        );

    private static string Escaped(string value) =>
        value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Text(double value) =>
        value switch
        {
            double.NaN => "NaN",
            double.PositiveInfinity => "+Inf",
            double.NegativeInfinity => "-Inf",
            _ => value.ToString("R", CultureInfo.InvariantCulture),
        };
}
