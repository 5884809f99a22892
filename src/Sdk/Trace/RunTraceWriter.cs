namespace Scalewright.Traces;

/// <summary>Writes runs to a trace file. The same runs give the same bytes on every machine.</summary>
/// <example>
/// Records an event, and writes the run to a file:
/// <code>
/// EventRecorder recorder = new(() => (TimeSpan.Zero, 0));
/// recorder.Record(RunEventKind.Note, recorder.GetSubject(new RunSubject(RunSubjectKind.Run, "test")), "started");
/// await using FileStream file = File.Create("run.swtrace");
/// await RunTraceWriter.WriteAsync(file, [recorder.ToTrace()]);
/// </code>
/// </example>
public static class RunTraceWriter
{
    /// <summary>Writes a file.</summary>
    /// <param name="stream">Stream that receives the bytes. It is not closed.</param>
    /// <param name="runs">Runs in the order of the file: the failing run first, then those it is compared with.</param>
    /// <param name="cancellationToken">Cancels the writing. The file is then incomplete.</param>
    /// <exception cref="ArgumentException">An event has an unknown subject, or refers to an event that is not in the
    /// run or does not precede it. Runs before this one are written.</exception>
    public static async Task WriteAsync(Stream stream, IEnumerable<RunTrace> runs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(runs);
        await stream.WriteAsync(TraceBlock.Header.ToArray(), cancellationToken);
        foreach (RunTrace run in runs)
        {
            RunTraceRules.Check(run);
            RunBlocks blocks = new(stream);
            await blocks.WriteHeaderAsync(run.Header, cancellationToken);
            await blocks.WritePartAsync(
                new RunTracePart
                {
                    Subjects = run.Subjects,
                    Events = run.Events,
                    Links = run.Links,
                },
                cancellationToken
            );
            if (run.End is { } end)
            {
                await blocks.WriteEndAsync(end, cancellationToken);
            }
        }

        await stream.FlushAsync(cancellationToken);
    }
}
