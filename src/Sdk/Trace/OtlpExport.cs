namespace Scalewright.Traces;

/// <summary>Writes OpenTelemetry data in JSON: a line with all spans, and a line with all log records if there are
/// any.</summary>
internal static class OtlpExport
{
    public static async Task WriteAsync(IReadOnlyList<RunTrace> runs, ChunkedOutput output)
    {
        OtlpRun[] all = [.. runs.Select((run, index) => new OtlpRun(run, index))];
        await WriteAsync("resourceSpans", all, (run, json) => run.WriteSpansAsync(json, output), output);
        if (all.Any(run => run.HasLogs))
        {
            await WriteAsync("resourceLogs", all, (run, json) => run.WriteLogsAsync(json, output), output);
        }
    }

    private static async Task WriteAsync(string name, OtlpRun[] runs, Func<OtlpRun, Utf8JsonWriter, Task> write, ChunkedOutput output)
    {
        await using Utf8JsonWriter json = new(output.Bytes);
        json.WriteStartObject();
        json.WriteStartArray(name);
        foreach (OtlpRun run in runs)
        {
            await write(run, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync();
        output.Write("\n"u8);
    }
}
