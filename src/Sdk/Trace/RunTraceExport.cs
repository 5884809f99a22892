namespace Scalewright.Traces;

/// <summary>Writes runs in the formats of other programs.</summary>
/// <example>
/// Converts a trace file for the Perfetto viewer:
/// <code>
/// RunTraceReadResult read = await RunTraceReader.ReadAsync("run.swtrace");
/// await using FileStream file = File.Create("run.perfetto-trace");
/// await RunTraceExport.WriteAsync(read.Runs, RunTraceFormat.Perfetto, file);
/// </code>
/// </example>
public static class RunTraceExport
{
    /// <summary>Writes runs. The same runs give the same bytes.</summary>
    /// <param name="runs">Runs that a <see cref="RunTraceReader"/> returned, or an <see cref="EventRecorder"/>.</param>
    /// <param name="format">Format of the output.</param>
    /// <param name="stream">Stream that receives the bytes. It is not closed.</param>
    /// <param name="cancellationToken">Cancels the writing. The output is then incomplete.</param>
    /// <returns>Problems of runs that are left out, because they have more events or hosts than the other program can
    /// show; empty if all are written.</returns>
    /// <exception cref="ArgumentException">A run violates a rule of <see cref="RunTraceWriter"/>.</exception>
    public static async Task<ValueList<Problem>> WriteAsync(
        IEnumerable<RunTrace> runs,
        RunTraceFormat format,
        Stream stream,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(stream);
        RunTrace[] all = [.. runs];
        Array.ForEach(all, RunTraceRules.Check);
        ChunkedOutput output = new(stream, cancellationToken);
        ValueList<Problem> problems = [];
        switch (format)
        {
            case RunTraceFormat.Perfetto:
                await PerfettoExport.WriteAsync(all, output);
                break;
            case RunTraceFormat.ShiViz:
                problems = await ShiVizExport.WriteAsync(all, output);
                break;
            case RunTraceFormat.Otlp:
                await OtlpExport.WriteAsync(all, output);
                break;
            case RunTraceFormat.Json:
                await EventLinesExport.WriteAsync(all, output);
                break;
            case RunTraceFormat.Html:
                // The page is written at once, without the output's chunks.
                await RunTracePage.WriteAsync(stream, all, GetTitle(all), cancellationToken);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "Not a format of traces.");
        }

        await output.FlushAsync();
        return problems;
    }

    private static string GetTitle(RunTrace[] runs)
    {
        RunHeader? first = runs.FirstOrDefault()?.Header;
        string title = $"{first?.Test} {first?.Replay}".Trim();
        return title.Length > 0 ? title : "Scalewright trace";
    }
}
