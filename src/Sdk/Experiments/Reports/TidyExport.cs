namespace Scalewright.Experiments.Reports;

/// <summary>
/// Exports all data as tidy tables: <c>samples</c> and <c>events</c> with one value per row, <c>summary</c> with the
/// figures of each number of instances at each point, and <c>points</c> with the parameters of each point. Each is a
/// CSV file and a JSON file: one line per row for samples and events, one document for the others.
/// </summary>
public static class TidyExport
{
    /// <summary>Writes the files.</summary>
    /// <param name="data">The measurements.</param>
    /// <param name="folder">The folder; created if it does not exist. Existing files are replaced, each when its new
    /// content is complete.</param>
    /// <returns>Paths of the files.</returns>
    public static ValueList<string> Write(ExperimentData data, string folder)
    {
        ArgumentNullException.ThrowIfNull(data);
        Directory.CreateDirectory(folder);
        ValueList<TidySummaryRow> summary = TidySummary.Create(data);
        return
        [
            WriteTable(folder, "samples.csv", writer => WriteSamples(data, writer)),
            WriteTable(folder, "events.csv", writer => WriteEvents(data, writer)),
            WriteTable(folder, "points.csv", writer => TidyPoints.Write(data, writer)),
            WriteTable(folder, "summary.csv", writer => TidySummary.Write(data, summary, writer)),
            TidyJson.WriteSamples(folder, data),
            TidyJson.WriteEvents(folder, data),
            TidyPoints.WriteJson(folder, data),
            TidyJson.WriteSummary(folder, data, summary),
        ];
    }

    private static string WriteTable(string folder, string name, Action<TextWriter> write) => TidyFile.Write(folder, name, stream =>
        {
            using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
            write(writer);
        });

    private static void WriteSamples(ExperimentData data, TextWriter writer)
    {
        writer.WriteLine("point,run,seconds,metric,task,instance,value");
        foreach (PointData point in data.Points)
        {
            foreach (RunHistory run in point.Runs)
            {
                foreach ((SeriesKey series, SeriesData values) in run.Series)
                {
                    string head = $"{Cell(point.Name)},{run.Number.ToString(CultureInfo.InvariantCulture)},";
                    string middle =
                        $",{Cell(series.Metric)},{Cell(series.Task)},"
                        + $"{(series.Instance < 0 ? "" : series.Instance.ToString(CultureInfo.InvariantCulture))},";
                    for (int index = 0; index < values.Values.Length; index++)
                    {
                        writer.Write(head);
                        writer.Write(Finite(values.Times[index]));
                        writer.Write(middle);
                        writer.WriteLine(Finite(values.Values[index]));
                    }
                }
            }
        }
    }

    private static void WriteEvents(ExperimentData data, TextWriter writer)
    {
        writer.WriteLine("point,run,seconds,kind,text");
        foreach ((PointData point, RunHistory run) in data.Points.SelectMany(point => point.Runs.Select(run => (point, run))))
        {
            foreach (HistoryEvent entry in run.Events)
            {
                writer.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Cell(point.Name)},{run.Number},{entry.At.TotalSeconds},{Cell(entry.Kind)},{Cell(entry.Text)}"
                    )
                );
            }
        }
    }

    internal static string Finite(double value) => double.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>Quotes values with a comma, a quote or a line break (RFC 4180).</summary>
    internal static string Cell(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
