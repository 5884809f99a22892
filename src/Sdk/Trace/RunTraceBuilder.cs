using System.Runtime.InteropServices;

namespace Scalewright.Traces;

/// <summary>Collects the runs of a file from its blocks.</summary>
internal sealed class RunTraceBuilder
{
    // An item of a few bytes needs up to a hundred in memory.
    private const int MaxItems = 16_000_000;
    private const int RunItems = 16;
    private const int JsonBytesOfItem = 4;
    private const int MinEventLength = 6;
    private const int MinSubjectLength = 4;
    private const int MinEndLength = 4;
    private const int MinLinkLength = 2;
    private const int MinDetailsLength = 2;
    private const int MinStringLength = 1;

    private readonly List<RunTrace> _runs = [];
    private readonly List<string> _strings = [];
    private readonly List<RunSubject> _subjects = [];
    private readonly List<RunEvent> _events = [];
    private readonly List<RunLink> _links = [];
    private RunHeader? _header;
    private int _items;

    /// <summary>Version of a run that this program cannot read; null if there is no such run.</summary>
    public int? NewerVersion { get; private set; }

    /// <summary>Adds the content of a block. Blocks of unknown types are ignored.</summary>
    /// <exception cref="InvalidDataException">The content is invalid. What precedes the invalid part is added.
    /// </exception>
    public void Add(byte type, ReadOnlySpan<byte> payload)
    {
        if (type == TraceBlock.Run)
        {
            Begin(payload);
            return;
        }

        if (type is (< TraceBlock.Strings or > TraceBlock.Details) and not TraceBlock.End)
        {
            return;
        }

        if (_header is null)
        {
            throw new InvalidDataException("it belongs to no run");
        }

        VarintReader reader = new(payload);
        switch (type)
        {
            case TraceBlock.Strings:
                AddStrings(ref reader);
                break;
            case TraceBlock.Subjects:
                AddSubjects(ref reader);
                break;
            case TraceBlock.Events:
                AddEvents(ref reader);
                break;
            case TraceBlock.Ends:
                AddEnds(ref reader);
                break;
            case TraceBlock.Links:
                AddLinks(ref reader);
                break;
            case TraceBlock.Details:
                AddDetails(ref reader);
                break;
            default:
                End(payload);
                return;
        }

        if (reader.Left > 0)
        {
            throw new InvalidDataException("its content continues after its last item");
        }
    }

    /// <summary>Returns the runs. A run without an end was stopped.</summary>
    public ValueList<RunTrace> ToRuns()
    {
        Complete(end: null);
        return _runs.ToValueList();
    }

    private void Begin(ReadOnlySpan<byte> payload)
    {
        Complete(end: null);
        Reserve(RunItems + payload.Length / JsonBytesOfItem);
        RunHeaderJson json = Parse(payload, TraceJson.Default.RunHeaderJson);
        if (json.Version != RunHeaderJson.CurrentVersion)
        {
            NewerVersion = json.Version;
            return;
        }

        _header = json.ToHeader();
    }

    private void End(ReadOnlySpan<byte> payload)
    {
        Reserve(payload.Length / JsonBytesOfItem);
        RunEndJson json = Parse(payload, TraceJson.Default.RunEndJson);
        if (json.Events != _events.Count)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"the run has {json.Events} events, but {_events.Count} are in the file")
            );
        }

        Complete(json.ToEnd());
    }

    private void Complete(RunEnd? end)
    {
        if (_header is null)
        {
            return;
        }

        // The response of a span can be behind the end of an incomplete file.
        foreach (ref RunEvent runEvent in CollectionsMarshal.AsSpan(_events))
        {
            if (runEvent.Response >= _events.Count)
            {
                runEvent = runEvent with { Response = -1 };
            }
        }

        _runs.Add(
            new RunTrace
            {
                Header = _header,
                Subjects = _subjects.ToValueList(),
                Events = _events.ToValueList(),
                Links = _links.ToValueList(),
                End = end,
            }
        );
        _header = null;
        _strings.Clear();
        _subjects.Clear();
        _events.Clear();
        _links.Clear();
    }

    private void AddStrings(ref VarintReader reader)
    {
        int count = reader.ReadCount(MinStringLength);
        Reserve(count);
        for (int index = 0; index < count; index++)
        {
            _strings.Add(reader.ReadText());
        }
    }

    private void AddSubjects(ref VarintReader reader)
    {
        int count = reader.ReadCount(MinSubjectLength);
        Reserve(count);
        for (int index = 0; index < count; index++)
        {
            RunSubjectKind kind = (RunSubjectKind)reader.ReadByte();
            if (!Enum.IsDefined(kind))
            {
                throw new InvalidDataException($"the kind of a subject is {kind}");
            }

            int parent = reader.ReadNumber(_subjects.Count, "parent of a subject") - 1;
            int generation = reader.ReadNumber(int.MaxValue, "generation");
            _subjects.Add(new RunSubject(kind, ReadString(ref reader)) { Parent = parent, Generation = generation });
        }
    }

    private void AddEvents(ref VarintReader reader)
    {
        int count = reader.ReadCount(MinEventLength);
        if (count > TraceBlock.MaxEvents)
        {
            throw new InvalidDataException($"it has more than {TraceBlock.MaxEvents} events");
        }

        Reserve(count);
        RunEvent previous = default;
        for (int index = 0; index < count; index++)
        {
            previous = ReadEvent(ref reader, previous);
            _events.Add(previous);
        }
    }

    private RunEvent ReadEvent(ref VarintReader reader, RunEvent previous)
    {
        int number = _events.Count;
        int head = reader.ReadByte();
        RunEventKind kind = (RunEventKind)(head & TraceBlock.KindMask);
        if (!Enum.IsDefined(kind))
        {
            throw new InvalidDataException($"the kind of an event is {kind}");
        }

        long start = unchecked(previous.Start.Ticks + reader.ReadZigzag());
        long step = unchecked(previous.Step + reader.ReadZigzag());
        int cause = reader.ReadNumber(number, "cause");
        int subject = reader.ReadNumber(_subjects.Count - 1, "subject");
        RunEvent read = new(kind, subject, new TimeSpan(start), ReadString(ref reader))
        {
            Step = step,
            Cause = cause == 0 ? -1 : number - cause,
        };
        if ((head & TraceBlock.HasEnd) != 0)
        {
            long end = unchecked(start + (long)reader.ReadVarint());
            long response = reader.ReadZigzag();
            if (end < start || response < -number || response > int.MaxValue - number)
            {
                throw new InvalidDataException("the end of an event is out of range");
            }

            read = read with
            {
                End = new TimeSpan(end),
                Response = response == 0 ? -1 : number + (int)response,
                Result = ReadString(ref reader),
            };
        }

        if ((head & TraceBlock.HasParent) != 0)
        {
            int distance = reader.ReadNumber(number, "parent");
            read = read with { Parent = distance > 0 ? number - distance : throw new InvalidDataException("an event is its parent") };
        }

        return (head & TraceBlock.HasMore) == 0 ? read : read with { Source = ReadString(ref reader), Details = ReadString(ref reader) };
    }

    private void AddEnds(ref VarintReader reader)
    {
        int count = reader.ReadCount(MinEndLength);
        for (int index = 0; index < count; index++)
        {
            int number = reader.ReadNumber(_events.Count - 1, "ended event");
            ulong end = reader.ReadVarint();
            int response = reader.ReadNumber(int.MaxValue, "response") - 1;
            ref RunEvent ended = ref CollectionsMarshal.AsSpan(_events)[number];
            if (end > long.MaxValue || (long)end < ended.Start.Ticks || response == number)
            {
                throw new InvalidDataException("the end of an event is out of range");
            }

            ended = ended with { End = new TimeSpan((long)end), Response = response, Result = ReadString(ref reader) };
        }
    }

    private void AddLinks(ref VarintReader reader)
    {
        int count = reader.ReadCount(MinLinkLength);
        Reserve(count);
        for (int index = 0; index < count; index++)
        {
            int number = reader.ReadNumber(_events.Count - 1, "event of a link");
            _links.Add(new RunLink(number, reader.ReadNumber(_events.Count - 1, "read event of a link")));
        }
    }

    private void AddDetails(ref VarintReader reader)
    {
        int count = reader.ReadCount(MinDetailsLength);
        for (int index = 0; index < count; index++)
        {
            ref RunEvent runEvent = ref CollectionsMarshal.AsSpan(_events)[reader.ReadNumber(_events.Count - 1, "event of details")];
            runEvent = runEvent with { Details = ReadString(ref reader) };
        }
    }

    private string ReadString(ref VarintReader reader) =>
        reader.ReadNumber(_strings.Count, "string") is var index and > 0 ? _strings[index - 1] : "";

    private void Reserve(int items)
    {
        _items = items > MaxItems - _items ? throw new InvalidDataException("the file is too large") : _items + items;
    }

    private static T Parse<T>(ReadOnlySpan<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new InvalidDataException("its JSON is null");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("its JSON is invalid", exception);
        }
    }
}
