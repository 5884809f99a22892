namespace Scalewright.Experiments.Reports;

/// <summary>Writes the tidy table of points: one row per point, with a column for each parameter.</summary>
internal static class TidyPoints
{
    public static void Write(ExperimentData data, TextWriter writer)
    {
        string[] parameters = [.. data.Points.SelectMany(point => point.Parameters.Keys).Distinct(StringComparer.Ordinal)];
        WriteRow(["point", "runs", "completed", "failed", .. parameters]);
        foreach (PointData point in data.Points)
        {
            WriteRow([
                point.Name,
                data.Runs.ToString(CultureInfo.InvariantCulture),
                point.Completed.Count().ToString(CultureInfo.InvariantCulture),
                CountFailed(point).ToString(CultureInfo.InvariantCulture),
                .. parameters.Select(name => point.Parameters.GetValueOrDefault(name, "")),
            ]);
        }

        void WriteRow(IEnumerable<string> cells) => writer.WriteLine(string.Join(',', cells.Select(TidyExport.Cell)));
    }

    public static string WriteJson(string folder, ExperimentData data) =>
        TidyFile.WriteJson(folder, "points.json", json => WriteDocument(data, json));

    private static void WriteDocument(ExperimentData data, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("experiment", data.Name);
        json.WriteStartArray("points");
        foreach (PointData point in data.Points)
        {
            json.WriteStartObject();
            json.WriteString("name", point.Name);
            json.WriteNumber("runs", data.Runs);
            json.WriteNumber("completed", point.Completed.Count());
            json.WriteNumber("failed", CountFailed(point));
            json.WriteStartObject("parameters");
            foreach ((string key, string value) in point.Parameters)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static int CountFailed(PointData point) => point.Runs.Count(run => run.Outcome == RunOutcome.Failed);
}
