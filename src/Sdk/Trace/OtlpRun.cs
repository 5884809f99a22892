using System.Security.Cryptography;

namespace Scalewright.Traces;

/// <summary>Resources of a run: a service per host, and one for the run itself, whose span contains all others.
/// </summary>
internal sealed class OtlpRun
{
    // Values of opentelemetry.proto.trace.v1 and its SpanKind and StatusCode.
    private const int InternalKind = 1;
    private const int ClientKind = 3;
    private const int ErrorStatus = 2;

    private const int TraceIdLength = 16;
    private const int NanosecondsPerTick = 100;
    private const int Root = -1;

    private readonly RunTrace _run;
    private readonly string _traceId;
    private readonly long[] _ends;
    private readonly int[] _hosts;
    private readonly int[] _owners;
    private readonly ILookup<int, int> _spans;
    private readonly ILookup<int, int> _instants;
    private readonly ILookup<int, int> _logs;
    private readonly ILookup<int, RunLink> _reads;
    private readonly long _start;
    private readonly long _end;

    public OtlpRun(RunTrace run, int index)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{run.Header.Replay}\n{run.Header.Test}\n{run.Header.Role}\n{index}");
        _run = run;
        _traceId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, TraceIdLength));
        _ends = RunSpans.FindEnds(run);
        _hosts = RunSpans.FindHosts(run);
        _owners = new int[run.Events.Count];
        for (int number = 0; number < _owners.Length; number++)
        {
            int parent = run.Events[number].Parent;
            _owners[number] = IsSpan(number) ? number : GetOwner(parent);
        }

        int[] numbers = [.. Enumerable.Range(0, _owners.Length)];
        _spans = numbers.Where(IsSpan).ToLookup(number => _hosts[run.Events[number].Subject]);
        _instants = numbers.Where(number => !IsSpan(number) && !IsLog(number)).ToLookup(number => _owners[number]);
        _logs = numbers.Where(IsLog).ToLookup(number => _hosts[run.Events[number].Subject]);
        _reads = run.Links.ToLookup(link => _owners[link.Event]);
        _start = run.Events.Select(runEvent => runEvent.Start.Ticks).Append(0).Min();
        _end = run.Events.Select(runEvent => (runEvent.End ?? runEvent.Start).Ticks).Append(run.End?.At.Ticks ?? 0).Max();
    }

    public bool HasLogs => _logs.Count > 0;

    public async Task WriteSpansAsync(Utf8JsonWriter json, ChunkedOutput output)
    {
        BeginResource(json, _run.Header.Test.Length > 0 ? _run.Header.Test : "run", "scopeSpans", "spans");
        WriteRoot(json);
        EndResource(json);
        foreach (IGrouping<int, int> spans in _spans)
        {
            BeginResource(json, $"{_run.Subjects[spans.Key]}", "scopeSpans", "spans");
            foreach (int number in spans)
            {
                WriteSpan(json, number);
                await json.FlushAsync();
                await output.SendAsync();
            }

            EndResource(json);
        }
    }

    public async Task WriteLogsAsync(Utf8JsonWriter json, ChunkedOutput output)
    {
        foreach (IGrouping<int, int> logs in _logs)
        {
            BeginResource(json, $"{_run.Subjects[logs.Key]}", "scopeLogs", "logRecords");
            foreach (int number in logs)
            {
                json.WriteStartObject();
                WriteTime(json, "timeUnixNano", _run.Events[number].Start.Ticks);
                json.WriteStartObject("body"u8);
                json.WriteString("stringValue"u8, _run.Events[number].Message);
                json.WriteEndObject();
                WriteAttributes(json, number);
                json.WriteString("traceId"u8, _traceId);
                json.WriteString("spanId"u8, GetSpanId(_owners[number]));
                json.WriteEndObject();
                await json.FlushAsync();
                await output.SendAsync();
            }

            EndResource(json);
        }
    }

    private static string GetSpanId(int number) => (number - Root + 1).ToString("x16", CultureInfo.InvariantCulture);

    private bool IsSpan(int number) => _ends[number] != RunSpans.Instant;

    private bool IsLog(int number) => _run.Events[number].Kind == RunEventKind.Log && !IsSpan(number);

    /// <summary>Returns the span that shows an event; that of the run without one.</summary>
    private int GetOwner(int number) => number < 0 ? Root : _owners[number];

    private void BeginResource(Utf8JsonWriter json, string service, string scopes, string items)
    {
        json.WriteStartObject();
        json.WriteStartObject("resource"u8);
        json.WriteStartArray("attributes"u8);
        WriteText(json, "service.name", service);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray(scopes);
        json.WriteStartObject();
        json.WriteStartObject("scope"u8);
        json.WriteString("name"u8, "Scalewright");
        json.WriteString("version"u8, _run.Header.Version);
        json.WriteEndObject();
        json.WriteStartArray(items);
    }

    private static void EndResource(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteRoot(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("traceId"u8, _traceId);
        json.WriteString("spanId"u8, GetSpanId(Root));
        json.WriteString("name"u8, _run.Header.Replay.Length > 0 ? $"run {_run.Header.Replay}" : "run");
        json.WriteNumber("kind"u8, InternalKind);
        WriteTime(json, "startTimeUnixNano", _start);
        WriteTime(json, "endTimeUnixNano", _end);
        json.WriteStartArray("attributes"u8);
        WriteText(json, "scalewright.role", _run.Header.Role);
        WriteText(json, "scalewright.outcome", _run.End?.Outcome ?? "stopped");
        json.WriteEndArray();
        WriteEvents(json, Root);
        WriteLinks(json, Root);
        WriteStatus(json, _run.End?.Outcome == "failed" ? _run.End.Message : "");
        json.WriteEndObject();
    }

    private void WriteSpan(Utf8JsonWriter json, int number)
    {
        RunEvent runEvent = _run.Events[number];
        json.WriteStartObject();
        json.WriteString("traceId"u8, _traceId);
        json.WriteString("spanId"u8, GetSpanId(number));
        json.WriteString("parentSpanId"u8, GetSpanId(GetOwner(runEvent.Parent)));
        json.WriteString("name"u8, runEvent.Message);
        bool isClient = runEvent.Kind is RunEventKind.Call or RunEventKind.ServiceCall or RunEventKind.Message;
        json.WriteNumber("kind"u8, isClient ? ClientKind : InternalKind);
        WriteTime(json, "startTimeUnixNano", runEvent.Start.Ticks);
        long end = _ends[number] == RunSpans.Open ? _end : _ends[number];
        WriteTime(json, "endTimeUnixNano", Math.Max(end, runEvent.Start.Ticks));
        WriteAttributes(json, number);
        WriteEvents(json, number);
        WriteLinks(json, number);
        WriteStatus(json, runEvent.Result);
        json.WriteEndObject();
    }

    private void WriteEvents(Utf8JsonWriter json, int owner)
    {
        if (!_instants.Contains(owner))
        {
            return;
        }

        json.WriteStartArray("events"u8);
        foreach (int number in _instants[owner])
        {
            json.WriteStartObject();
            WriteTime(json, "timeUnixNano", _run.Events[number].Start.Ticks);
            json.WriteString("name"u8, _run.Events[number].Message);
            WriteAttributes(json, number);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the cause of a span, and the states that its events read.</summary>
    private void WriteLinks(Utf8JsonWriter json, int owner)
    {
        int cause = owner == Root ? -1 : _run.Events[owner].Cause;
        if (cause < 0 && !_reads.Contains(owner))
        {
            return;
        }

        json.WriteStartArray("links"u8);
        if (cause >= 0)
        {
            WriteLink(json, "cause", owner, cause);
        }

        foreach (RunLink link in _reads[owner])
        {
            WriteLink(json, "reads", link.Event, link.Read);
        }

        json.WriteEndArray();
    }

    private void WriteLink(Utf8JsonWriter json, string relation, int number, int linkedEvent)
    {
        json.WriteStartObject();
        json.WriteString("traceId"u8, _traceId);
        json.WriteString("spanId"u8, GetSpanId(_owners[linkedEvent]));
        json.WriteStartArray("attributes"u8);
        WriteText(json, "scalewright.relation", relation);
        WriteNumber(json, "scalewright.event", number);
        WriteNumber(json, "scalewright.linked_event", linkedEvent);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteAttributes(Utf8JsonWriter json, int number)
    {
        RunEvent runEvent = _run.Events[number];
        json.WriteStartArray("attributes"u8);
        WriteText(json, "scalewright.kind", RunSpans.GetName(runEvent.Kind));
        WriteText(json, "scalewright.subject", $"{_run.Subjects[runEvent.Subject]}");
        WriteNumber(json, "scalewright.number", number);
        WriteNumber(json, "scalewright.step", runEvent.Step);
        if (runEvent.Cause >= 0)
        {
            WriteNumber(json, "scalewright.cause", runEvent.Cause);
        }

        WriteText(json, "scalewright.result", runEvent.Result);
        WriteText(json, "scalewright.details", runEvent.Details);
        WriteSource(json, runEvent.Source);
        json.WriteEndArray();
    }

    private static void WriteSource(Utf8JsonWriter json, string source)
    {
        int colon = source.LastIndexOf(':');
        if (colon > 0 && int.TryParse(source.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int line))
        {
            WriteText(json, "code.file.path", source[..colon]);
            WriteNumber(json, "code.line.number", line);
        }
    }

    private static void WriteStatus(Utf8JsonWriter json, string failure)
    {
        if (failure.Length > 0)
        {
            json.WriteStartObject("status"u8);
            json.WriteNumber("code"u8, ErrorStatus);
            json.WriteString("message"u8, failure);
            json.WriteEndObject();
        }
    }

    /// <summary>Writes an attribute, if it is not empty.</summary>
    private static void WriteText(Utf8JsonWriter json, string key, string value)
    {
        if (value.Length > 0)
        {
            BeginAttribute(json, key);
            json.WriteString("stringValue"u8, value);
            EndAttribute(json);
        }
    }

    // 64-bit numbers are texts in the JSON of protocol buffers.
    private static void WriteNumber(Utf8JsonWriter json, string key, long value)
    {
        BeginAttribute(json, key);
        json.WriteString("intValue"u8, value.ToString(CultureInfo.InvariantCulture));
        EndAttribute(json);
    }

    private static void BeginAttribute(Utf8JsonWriter json, string key)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.WriteStartObject("value"u8);
    }

    private static void EndAttribute(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteTime(Utf8JsonWriter json, string name, long ticks)
    {
        long unixTicks = RunDates.Get(_run, new TimeSpan(ticks)).Ticks - DateTime.UnixEpoch.Ticks;
        long nanoseconds = Math.Clamp(unixTicks, 0, long.MaxValue / NanosecondsPerTick) * NanosecondsPerTick;
        json.WriteString(name, nanoseconds.ToString(CultureInfo.InvariantCulture));
    }
}
