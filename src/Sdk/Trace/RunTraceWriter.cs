using System.Buffers.Binary;

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
    private const int MaxLinks = 65_536;

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Stream that receives the bytes. It is not closed.</param>
    /// <param name="runs">Runs in the order of the file: the failing run first, then those it is compared with.</param>
    /// <param name="cancellationToken">Cancels the writing. The file is then incomplete.</param>
    /// <exception cref="ArgumentException">An event has an unknown subject, or refers to an event that is not in the
    /// run or does not precede it. Runs before this one are written.</exception>
    public static async Task WriteAsync(
        Stream stream, IEnumerable<RunTrace> runs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(runs);
        await stream.WriteAsync(TraceBlock.Header.ToArray(), cancellationToken);
        foreach (RunTrace run in runs)
        {
            RunTraceRules.Check(run);
            RunBlocks blocks = new(stream, cancellationToken);
            await blocks.WriteAsync(run);
        }

        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Writes the blocks of a run. A string is written before the first block that has its index.</summary>
    private sealed class RunBlocks(Stream stream, CancellationToken cancellationToken)
    {
        private readonly VarintWriter _payload = new();
        private readonly VarintWriter _frame = new();
        private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal) { [""] = 0 };
        private readonly List<string> _newStrings = [];

        public async Task WriteAsync(RunTrace run)
        {
            byte[] header =
                JsonSerializer.SerializeToUtf8Bytes(RunHeaderJson.From(run.Header), TraceJson.Default.RunHeaderJson);
            await WriteBlockAsync(TraceBlock.Run, header);
            if (run.Subjects.Count > 0)
            {
                AddSubjects(run.Subjects);
                await WritePayloadAsync(TraceBlock.Subjects);
            }

            for (int first = 0; first < run.Events.Count; first += TraceBlock.MaxEvents)
            {
                AddEvents(run.Events, first);
                await WritePayloadAsync(TraceBlock.Events);
            }

            for (int first = 0; first < run.Links.Count; first += MaxLinks)
            {
                AddLinks(run.Links, first);
                await WritePayloadAsync(TraceBlock.Links);
            }

            if (run.End is { } end)
            {
                RunEndJson json = RunEndJson.From(end, run.Events.Count);
                byte[] last = JsonSerializer.SerializeToUtf8Bytes(json, TraceJson.Default.RunEndJson);
                await WriteBlockAsync(TraceBlock.End, last);
            }
        }

        private void AddSubjects(ValueList<RunSubject> subjects)
        {
            _payload.WriteVarint((ulong)subjects.Count);
            foreach (RunSubject subject in subjects)
            {
                _payload.WriteByte((byte)subject.Kind);
                _payload.WriteVarint((ulong)(subject.Parent + 1));
                _payload.WriteVarint((ulong)subject.Generation);
                AddString(subject.Name);
            }
        }

        private void AddEvents(ValueList<RunEvent> events, int first)
        {
            int end = Math.Min(first + TraceBlock.MaxEvents, events.Count);
            _payload.WriteVarint((ulong)(end - first));
            RunEvent previous = default;
            for (int number = first; number < end; number++)
            {
                AddEvent(events[number], number, previous);
                previous = events[number];
            }
        }

        private void AddEvent(RunEvent written, int number, RunEvent previous)
        {
            bool hasMore = written.Source.Length > 0 || written.Details.Length > 0;
            int head = (int)written.Kind;
            head |= written.End is null ? 0 : TraceBlock.HasEnd;
            head |= written.Parent < 0 ? 0 : TraceBlock.HasParent;
            head |= hasMore ? TraceBlock.HasMore : 0;
            _payload.WriteByte((byte)head);
            _payload.WriteZigzag(unchecked(written.Start.Ticks - previous.Start.Ticks));
            _payload.WriteZigzag(unchecked(written.Step - previous.Step));
            _payload.WriteVarint((ulong)(written.Cause < 0 ? 0 : number - written.Cause));
            _payload.WriteVarint((ulong)written.Subject);
            AddString(written.Message);
            if (written.End is { } ended)
            {
                _payload.WriteVarint(unchecked((ulong)(ended.Ticks - written.Start.Ticks)));
                _payload.WriteZigzag(written.Response < 0 ? 0 : written.Response - number);
                AddString(written.Result);
            }

            if (written.Parent >= 0)
            {
                _payload.WriteVarint((ulong)(number - written.Parent));
            }

            if (hasMore)
            {
                AddString(written.Source);
                AddString(written.Details);
            }
        }

        private void AddLinks(ValueList<RunLink> links, int first)
        {
            int end = Math.Min(first + MaxLinks, links.Count);
            _payload.WriteVarint((ulong)(end - first));
            for (int index = first; index < end; index++)
            {
                _payload.WriteVarint((ulong)links[index].Event);
                _payload.WriteVarint((ulong)links[index].Read);
            }
        }

        private void AddString(string text)
        {
            if (!_indexes.TryGetValue(text, out int index))
            {
                index = _indexes.Count;
                _indexes.Add(text, index);
                _newStrings.Add(text);
            }

            _payload.WriteVarint((ulong)index);
        }

        private async Task WritePayloadAsync(byte type)
        {
            byte[] payload = _payload.Written.ToArray();
            _payload.Clear();
            if (_newStrings.Count > 0)
            {
                _payload.WriteVarint((ulong)_newStrings.Count);
                _newStrings.ForEach(_payload.WriteText);
                _newStrings.Clear();
                await WriteBlockAsync(TraceBlock.Strings, _payload.Written.ToArray());
                _payload.Clear();
            }

            await WriteBlockAsync(type, payload);
        }

        private async Task WriteBlockAsync(byte type, byte[] payload)
        {
            _frame.Clear();
            _frame.WriteByte(type);
            _frame.WriteVarint((ulong)payload.Length);
            await stream.WriteAsync(_frame.Memory, cancellationToken);
            await stream.WriteAsync(payload, cancellationToken);
            byte[] checksum = new byte[TraceBlock.ChecksumLength];
            BinaryPrimitives.WriteUInt32LittleEndian(checksum, TraceBlock.GetChecksum(payload));
            await stream.WriteAsync(checksum, cancellationToken);
        }
    }
}
