using System.Buffers.Binary;

namespace Scalewright.Traces;

/// <summary>Writes the blocks of a run, in one part or in many. A string is written before the first block that has its
/// index.</summary>
internal sealed class RunBlocks(Stream stream)
{
    private const int MaxItems = 65_536;

    private readonly VarintWriter _payload = new();
    private readonly VarintWriter _frame = new();
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly List<string> _newStrings = [];
    private int _eventCount;

    /// <summary>Number of bytes that were written.</summary>
    public long Length { get; private set; }

    public Task WriteHeaderAsync(RunHeader header, CancellationToken cancellationToken) =>
        WriteBlockAsync(
            TraceBlock.Run,
            JsonSerializer.SerializeToUtf8Bytes(RunHeaderJson.From(header), TraceJson.Default.RunHeaderJson),
            cancellationToken
        );

    public async Task WritePartAsync(RunTracePart part, CancellationToken cancellationToken)
    {
        if (part.Subjects.Count > 0)
        {
            AddSubjects(part.Subjects);
            await WritePayloadAsync(TraceBlock.Subjects, cancellationToken);
        }

        for (int first = 0; first < part.Events.Count; first += TraceBlock.MaxEvents)
        {
            AddEvents(part.Events, first);
            await WritePayloadAsync(TraceBlock.Events, cancellationToken);
        }

        await WriteItemsAsync(TraceBlock.Ends, part.Ends, AddEnd, cancellationToken);
        await WriteItemsAsync(
            TraceBlock.Details,
            part.Ends.Where(end => end.Details.Length > 0).ToValueList(),
            AddDetails,
            cancellationToken
        );
        await WriteItemsAsync(TraceBlock.Links, part.Links, AddLink, cancellationToken);
    }

    public Task WriteEndAsync(RunEnd end, CancellationToken cancellationToken) =>
        WriteBlockAsync(
            TraceBlock.End,
            JsonSerializer.SerializeToUtf8Bytes(RunEndJson.From(end, _eventCount), TraceJson.Default.RunEndJson),
            cancellationToken
        );

    private async Task WriteItemsAsync<T>(byte type, ValueList<T> items, Action<T> add, CancellationToken cancellationToken)
    {
        for (int first = 0; first < items.Count; first += MaxItems)
        {
            int end = Math.Min(first + MaxItems, items.Count);
            _payload.WriteVarint((ulong)(end - first));
            for (int index = first; index < end; index++)
            {
                add(items[index]);
            }

            await WritePayloadAsync(type, cancellationToken);
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
        for (int index = first; index < end; index++)
        {
            AddEvent(events[index], _eventCount++, previous);
            previous = events[index];
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

    private void AddEnd(RunEventEnd end)
    {
        _payload.WriteVarint((ulong)end.Event);
        _payload.WriteVarint((ulong)end.At.Ticks);
        _payload.WriteVarint((ulong)(end.Response + 1));
        AddString(end.Result);
    }

    private void AddDetails(RunEventEnd end)
    {
        _payload.WriteVarint((ulong)end.Event);
        AddString(end.Details);
    }

    private void AddLink(RunLink link)
    {
        _payload.WriteVarint((ulong)link.Event);
        _payload.WriteVarint((ulong)link.Read);
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

    private async Task WritePayloadAsync(byte type, CancellationToken cancellationToken)
    {
        byte[] payload = _payload.Written.ToArray();
        _payload.Clear();
        if (_newStrings.Count > 0)
        {
            _payload.WriteVarint((ulong)_newStrings.Count);
            _newStrings.ForEach(_payload.WriteText);
            _newStrings.Clear();
            await WriteBlockAsync(TraceBlock.Strings, _payload.Written.ToArray(), cancellationToken);
            _payload.Clear();
        }

        await WriteBlockAsync(type, payload, cancellationToken);
    }

    private async Task WriteBlockAsync(byte type, byte[] payload, CancellationToken cancellationToken)
    {
        _frame.Clear();
        _frame.WriteByte(type);
        _frame.WriteVarint((ulong)payload.Length);
        await stream.WriteAsync(_frame.Memory, cancellationToken);
        await stream.WriteAsync(payload, cancellationToken);
        byte[] checksum = new byte[TraceBlock.ChecksumLength];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, TraceBlock.GetChecksum(payload));
        await stream.WriteAsync(checksum, cancellationToken);
        Length += _frame.Length + payload.Length + checksum.Length;
    }
}
