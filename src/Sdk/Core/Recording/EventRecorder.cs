using System.Runtime.InteropServices;

namespace Scalewright.Recording;

/// <summary>Records the events of a run in memory. Not thread-safe.</summary>
/// <remarks>
/// <see cref="Cause"/> is the event that a later event is attributed to. A scheduler stores it with all that it
/// schedules, and restores it before it runs that. A fact sets it; a method that starts a span restores it before it
/// returns to its caller, so that concurrent spans have the same cause.
/// </remarks>
/// <param name="now">Returns the time since the start of the run, and the step of the kernel.</param>
public sealed class EventRecorder(Func<(TimeSpan Elapsed, long Step)> now)
{
    /// <summary>Maximum number of events of a run. Further messages, log lines and counters are counted, not recorded.
    /// </summary>
    public const int MaxEvents = 2_000_000;

    // The most frequent kinds are dropped first; the others are few.
    private static readonly RunEventKind[] Droppable =
        [RunEventKind.Message, RunEventKind.Log, RunEventKind.Counter, RunEventKind.JournalWrite, RunEventKind.Call,
            RunEventKind.Effect, RunEventKind.Observation, RunEventKind.Program, RunEventKind.ServiceCall];

    private static readonly RunEventKind[] Spans =
        [RunEventKind.Phase, RunEventKind.Fault, RunEventKind.Call, RunEventKind.Wave, RunEventKind.Step,
            RunEventKind.JournalWrite, RunEventKind.Message, RunEventKind.ServiceCall, RunEventKind.Program,
            RunEventKind.Cycle];

    private readonly List<RunSubject> _subjects = [];
    private readonly Dictionary<RunSubject, int> _numbers = [];
    private readonly List<RunEvent> _events = [];
    private readonly List<RunLink> _links = [];
    private readonly Dictionary<int, int> _states = [];
    private readonly Dictionary<string, int> _bound = new(StringComparer.Ordinal);

    /// <summary>Number of the event that the next event is attributed to; -1 for none.</summary>
    public int Cause { get; set; } = -1;

    /// <summary>Number of events that were not recorded.</summary>
    public long DroppedCount { get; private set; }

    /// <summary>Number of recorded events, which is the number of the next one.</summary>
    public int Count => _events.Count;

    /// <summary>Returns the index of a subject, which is added on first use.</summary>
    /// <param name="subject">The subject.</param>
    public int GetSubject(RunSubject subject)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, subject, out bool isKnown);
        if (!isKnown)
        {
            number = _subjects.Count;
            _subjects.Add(subject);
        }

        return number;
    }

    /// <summary>Records an instant or the start of a span, and attributes later events to it.</summary>
    /// <param name="kind">Kind of the event.</param>
    /// <param name="subject">Index of the subject.</param>
    /// <param name="message">Text of the event.</param>
    /// <param name="parent">Number of the span that contains it; -1 for none.</param>
    /// <param name="details">Further text. <see cref="End"/> replaces that of a span.</param>
    /// <returns>Number of the event, for <see cref="End"/>; -1 if it was not recorded.</returns>
    public int Record(RunEventKind kind, int subject, string message, int parent = -1, string details = "")
    {
        if (_events.Count >= MaxEvents && Droppable.Contains(kind))
        {
            DroppedCount++;
            return -1;
        }

        (TimeSpan elapsed, long step) = now();
        _events.Add(new RunEvent(kind, subject, elapsed, message)
        {
            Cause = Cause, Parent = parent, Step = step, Details = details,
        });
        return Cause = _events.Count - 1;
    }

    /// <summary>Records the end of a span. Does nothing for a span that was not recorded or has ended.</summary>
    /// <param name="number">Number of the span.</param>
    /// <param name="result">Result; empty for success.</param>
    /// <param name="response">Number of the event that ended it; -1 for none.</param>
    /// <param name="details">Further text, for example what a call returned.</param>
    public void End(int number, string result = "", int response = -1, string details = "")
    {
        if (number < 0)
        {
            return;
        }

        ref RunEvent span = ref CollectionsMarshal.AsSpan(_events)[number];
        if (span.End is null)
        {
            span = span with { End = now().Elapsed, Result = result, Response = response, Details = details };
        }
    }

    /// <summary>Replaces the end of a span, for example of a lost message that a later attempt delivers.</summary>
    /// <param name="number">Number of the span.</param>
    /// <param name="result">Result; empty for success.</param>
    /// <param name="response">Number of the event that ended it; -1 for none.</param>
    /// <param name="details">Further text, for example the number of attempts.</param>
    public void ReplaceEnd(int number, string result = "", int response = -1, string details = "")
    {
        if (number >= 0)
        {
            ref RunEvent span = ref CollectionsMarshal.AsSpan(_events)[number];
            span = span with { End = now().Elapsed, Result = result, Response = response, Details = details };
        }
    }

    /// <summary>Returns true if an event is a consequence of another one.</summary>
    /// <param name="number">Number of the event.</param>
    /// <param name="origin">Number of the other event.</param>
    public bool IsCausedBy(int number, int origin)
    {
        while (number > origin && origin >= 0)
        {
            number = _events[number].Cause;
        }

        return number >= 0 && number == origin;
    }

    /// <summary>Ends all spans of a subject that have not ended, for example because it was killed.</summary>
    /// <param name="subject">Index of the subject.</param>
    /// <param name="result">Result of the spans.</param>
    /// <param name="response">Number of the event that ended them; -1 for none.</param>
    public void EndAll(int subject, string result, int response)
    {
        for (int number = 0; number < _events.Count; number++)
        {
            if (_events[number] is { End: null } open && open.Subject == subject && Spans.Contains(open.Kind))
            {
                End(number, result, response);
            }
        }
    }

    /// <summary>Returns the subject of an event; -1 for an event that was not recorded.</summary>
    /// <param name="number">Number of the event.</param>
    public int GetSubjectOf(int number) => number < 0 ? -1 : _events[number].Subject;

    /// <summary>Returns the text of an event; empty for an event that was not recorded.</summary>
    /// <param name="number">Number of the event.</param>
    public string GetMessage(int number) => number < 0 ? "" : _events[number].Message;

    /// <summary>Records the state of a node, and attributes later events to it. An unchanged state is not recorded
    /// again.</summary>
    /// <param name="node">Index of the node.</param>
    /// <param name="state">State, for example <c>ready</c>.</param>
    public void RecordState(int node, string state)
    {
        if (FindState(node) is var last and >= 0 && _events[last].Message == state)
        {
            return;
        }

        int number = Record(RunEventKind.NodeState, node, state);
        if (number >= 0)
        {
            _states[node] = number;
        }
    }

    /// <summary>Returns the number of the last state of a node; -1 if it has none.</summary>
    /// <param name="node">Index of the node.</param>
    public int FindState(int node) => _states.GetValueOrDefault(node, -1);

    /// <summary>Records that an event read the state of another one.</summary>
    /// <param name="reader">Number of the observation or decision.</param>
    /// <param name="read">Number of the event whose state it read.</param>
    public void Link(int reader, int read)
    {
        if (reader >= 0 && read >= 0)
        {
            _links.Add(new RunLink(reader, read));
        }
    }

    /// <summary>Makes a span the parent of the calls with a token.</summary>
    /// <param name="token">Idempotency token of the calls.</param>
    /// <param name="span">Number of the span.</param>
    public void Bind(string token, int span) => _bound[token] = span;

    /// <summary>Returns the number of the span that a token is bound to; -1 for none.</summary>
    /// <param name="token">Idempotency token of a call.</param>
    public int FindBound(string token) => _bound.GetValueOrDefault(token, -1);

    /// <summary>Returns what was recorded so far.</summary>
    public RunTrace ToTrace() => new()
    {
        Header = new RunHeader { Version = SdkVersion.Text },
        Subjects = _subjects.ToValueList(), Events = _events.ToValueList(), Links = _links.ToValueList(),
    };
}
