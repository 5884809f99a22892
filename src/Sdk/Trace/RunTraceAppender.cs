namespace Scalewright.Traces;

/// <summary>Writes a run to a trace file while it is recorded. Not thread-safe, as its recorder.</summary>
/// <remarks>
/// A run that is written in many parts is read as one. Events that are written are removed from memory. The writer
/// keeps the texts of the run, so that a run of weeks is split into files.
/// </remarks>
/// <example>
/// Writes a run in two parts:
/// <code>
/// EventRecorder recorder = new(() => (TimeSpan.Zero, 0));
/// await using FileStream file = File.Create("run.swtrace");
/// RunTraceAppender writer = new(file, recorder, new RunHeader { Test = "shop" });
/// int run = recorder.GetSubject(new RunSubject(RunSubjectKind.Run, "shop"));
/// recorder.Record(RunEventKind.Note, run, "started");
/// await writer.WriteAsync();
/// recorder.Record(RunEventKind.Note, run, "stopped");
/// await writer.EndAsync(new RunEnd { Outcome = RunOutcomes.Stopped });
/// </code>
/// </example>
/// <param name="stream">Stream that receives the bytes. It is not closed.</param>
/// <param name="recorder">Recorder of the run. Only this writer takes its events.</param>
/// <param name="header">Description of the run.</param>
public sealed class RunTraceAppender(Stream stream, EventRecorder recorder, RunHeader header)
{
    private readonly RunBlocks _blocks = new(stream);
    private int _subjectCount;
    private bool _isStarted;
    private bool _isEnded;

    /// <summary>True to append the run to a stream that has other runs; false to start a file. Default false.</summary>
    public bool IsAppended { get; init; }

    /// <summary>Number of bytes of the run that were written.</summary>
    public long Length => _blocks.Length;

    /// <summary>Writes what was recorded since the last call.</summary>
    /// <param name="cancellationToken">Cancels the writing. The file is then incomplete.</param>
    /// <exception cref="ArgumentException">An event has an unknown subject, or refers to an event that is not in the
    /// run or does not precede it.</exception>
    /// <exception cref="InvalidOperationException">The run was ended.</exception>
    public async Task WriteAsync(CancellationToken cancellationToken = default)
    {
        if (_isEnded)
        {
            throw new InvalidOperationException("The run was ended; record another one with another writer.");
        }

        if (!_isStarted)
        {
            _isStarted = true;
            if (!IsAppended)
            {
                await stream.WriteAsync(TraceBlock.Header.ToArray(), cancellationToken);
            }

            await _blocks.WriteHeaderAsync(header, cancellationToken);
        }

        RunTracePart part = recorder.Take();
        RunTraceRules.Check(part, _subjectCount);
        _subjectCount += part.Subjects.Count;
        await _blocks.WritePartAsync(part, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Writes the rest of the run and its end.</summary>
    /// <param name="end">Outcome of the run.</param>
    /// <param name="cancellationToken">Cancels the writing. The file is then incomplete.</param>
    /// <exception cref="InvalidOperationException">The run was ended before.</exception>
    public async Task EndAsync(RunEnd end, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(end);
        await WriteAsync(cancellationToken);
        _isEnded = true;
        await _blocks.WriteEndAsync(end, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }
}
