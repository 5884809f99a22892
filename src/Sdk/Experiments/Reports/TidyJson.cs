namespace Scalewright.Experiments.Reports;

/// <summary>Writes the tidy tables as JSON: lines for samples and events, one document for the summary.</summary>
internal static class TidyJson
{
    public static string WriteSamples(string folder, ExperimentData data) =>
        WriteRows(folder, "samples.jsonl", (stream, json) => WriteSampleRows(data, stream, json));

    public static string WriteEvents(string folder, ExperimentData data) =>
        WriteRows(folder, "events.jsonl", (stream, json) => WriteEventRows(data, stream, json));

    public static string WriteSummary(string folder, ExperimentData data, ValueList<TidySummaryRow> summary) =>
        TidyFile.WriteJson(folder, "summary.json", json => WriteSummaryDocument(data, summary, json));

    private static void WriteSummaryDocument(ExperimentData data, ValueList<TidySummaryRow> summary, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("experiment", data.Name);
        json.WriteString("task", data.Task);
        json.WriteStartArray("points");
        foreach (PointData point in data.Points)
        {
            json.WriteStartObject();
            json.WriteString("name", point.Name);
            json.WriteStartObject("parameters");
            foreach ((string key, string value) in point.Parameters)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            json.WriteNumber("completed", point.Completed.Count());
            json.WriteNumber("runs", data.Runs);
            json.WriteStartArray("summary");
            foreach (TidySummaryRow row in summary.Where(row => row.Point.Name == point.Name))
            {
                WriteRow(json, row);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string WriteRows(string folder, string name, Action<Stream, Utf8JsonWriter> write) =>
        TidyFile.Write(folder, name, stream =>
        {
            using Utf8JsonWriter json = new(stream);
            write(stream, json);
        });

    private static void WriteSampleRows(ExperimentData data, Stream stream, Utf8JsonWriter json)
    {
        foreach ((PointData point, RunHistory run) in data.Points.SelectMany(point => point.Runs.Select(run => (point, run))))
        {
            foreach ((SeriesKey series, SeriesData values) in run.Series)
            {
                for (int index = 0; index < values.Values.Length; index++)
                {
                    WriteStart(json, point, run, values.Times[index]);
                    json.WriteString("metric", series.Metric);
                    json.WriteString("task", series.Task);
                    if (series.Instance >= 0)
                    {
                        json.WriteNumber("instance", series.Instance);
                    }

                    WriteFinite(json, "value", values.Values[index]);
                    End(json, stream);
                }
            }
        }
    }

    private static void WriteEventRows(ExperimentData data, Stream stream, Utf8JsonWriter json)
    {
        foreach (
            (PointData point, RunHistory run, HistoryEvent historyEvent) in data.Points.SelectMany(point =>
                point.Runs.SelectMany(run => run.Events.Select(historyEvent => (point, run, historyEvent)))
            )
        )
        {
            WriteStart(json, point, run, historyEvent.At.TotalSeconds);
            json.WriteString("kind", historyEvent.Kind);
            json.WriteString("text", historyEvent.Text);
            End(json, stream);
        }
    }

    private static void WriteStart(Utf8JsonWriter json, PointData point, RunHistory run, double seconds)
    {
        json.WriteStartObject();
        json.WriteString("point", point.Name);
        json.WriteNumber("run", run.Number);
        WriteFinite(json, "seconds", seconds);
    }

    private static void End(Utf8JsonWriter json, Stream stream)
    {
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        stream.Write("\n"u8);
    }

    private static void WriteRow(Utf8JsonWriter json, TidySummaryRow row)
    {
        SummaryRow means = row.Means;
        json.WriteStartObject();
        json.WriteNumber("parallelism", means.Parallelism);
        json.WriteNumber("samples", means.Samples);
        WriteFinite(json, "throughput", means.Throughput.Mean);
        WriteFinite(json, "throughput_margin95", means.Throughput.MarginOfError);
        WriteFinite(json, "busy_ms", means.BusyMs.Mean);
        WriteFinite(json, "backpressured_ms", means.BackpressuredMs.Mean);
        WriteFinite(json, "latency_s", means.LatencySeconds.Mean);
        foreach ((string name, double value) in row.Figures)
        {
            WriteFinite(json, name, value);
        }

        if (row.CapacityKind.Length > 0)
        {
            json.WriteString("capacity_kind", row.CapacityKind);
        }

        json.WriteEndObject();
    }

    // JSON has no NaN.
    private static void WriteFinite(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
    }
}
