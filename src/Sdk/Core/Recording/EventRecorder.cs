using System.Runtime.InteropServices;

namespace Scalewright.Recording;

/// <summary>Records the events of a run in memory. Not thread-safe.</summary>
/// <remarks>
/// <para>A process that records for weeks calls <see cref="Take"/> regularly, so that memory has only new events and
/// open spans.</para>
/// <see cref="Cause"/> is the event that a later event is attributed to. A scheduler stores it with all that it
/// schedules, and restores it before it runs that. A fact sets it; a method that starts a span restores it before it
/// returns to its caller, so that concurrent spans have the same cause.
/// </remarks>
/// <param name="now">Returns the time since the start of the run, and the step of the kernel.</param>
public sealed class EventRecorder(Func<(TimeSpan Elapsed, long Step)> now)
{
    /// <summary>Maximum number of events in memory. Further messages, log lines and counters are counted, not recorded.
    /// </summary>
    public const int MaxEvents = 2_000_000;

    // The most frequent kinds are dropped first; the others are few.
    private static readonly RunEventKind[] Droppable =
    [
        RunEventKind.Message,
        RunEventKind.Log,
        RunEventKind.Counter,
        RunEventKind.JournalWrite,
        RunEventKind.Call,
        RunEventKind.Effect,
        RunEventKind.Observation,
        RunEventKind.Program,
        RunEventKind.ServiceCall,
    ];

    private static readonly RunEventKind[] Spans =
    [
        RunEventKind.Phase,
        RunEventKind.Fault,
        RunEventKind.Call,
        RunEventKind.Wave,
        RunEventKind.Step,
        RunEventKind.JournalWrite,
        RunEventKind.Message,
        RunEventKind.ServiceCall,
        RunEventKind.Program,
        RunEventKind.Cycle,
    ];

    private readonly List<RunSubject> _subjects = [];
    private readonly Dictionary<RunSubject, int> _numbers = [];
    private readonly List<RunEvent> _events = [];
    private readonly List<RunLink> _links = [];
    private readonly Dictionary<string, int> _bound = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (int Number, string State)> _states = [];

    // Spans that were open when their events were taken, by number.
    private readonly Dictionary<int, RunEvent> _open = [];
    private readonly List<RunEventEnd> _ends = [];
    private int _takenCount;
    private int _takenSubjectCount;

    /// <summary>Number of the event that the next event is attributed to; -1 for none.</summary>
    public int Cause { get; set; } = -1;

    /// <summary>Line of the user's program that the next calls of services and programs are attributed to, for example
    /// <c>ShopTests.cs:13</c>; empty if unknown.</summary>
    public string Source { get; set; } = "";

    /// <summary>Number of events that were not recorded.</summary>
    public long DroppedCount { get; private set; }

    /// <summary>Number of recorded events, which is the number of the next one.</summary>
    public int Count => _takenCount + _events.Count;

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
        _events.Add(
            new RunEvent(kind, subject, elapsed, message)
            {
                Cause = Cause,
                Parent = parent,
                Step = step,
                Details = details,
                Source = kind is RunEventKind.ServiceCall or RunEventKind.Program ? Source : "",
            }
        );
        return Cause = Count - 1;
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

        if (number < _takenCount)
        {
            if (_open.Remove(number))
            {
                _ends.Add(new RunEventEnd(number, now().Elapsed, response, result, details));
            }

            return;
        }

        ref RunEvent span = ref CollectionsMarshal.AsSpan(_events)[number - _takenCount];
        if (span.End is null)
        {
            span = span with { End = now().Elapsed, Result = result, Response = response, Details = details };
        }
    }

    /// <summary>Replaces the end of a span, for example of a lost message that a later attempt delivers. A span that
    /// was taken keeps its end.</summary>
    /// <param name="number">Number of the span.</param>
    /// <param name="result">Result; empty for success.</param>
    /// <param name="response">Number of the event that ended it; -1 for none.</param>
    /// <param name="details">Further text, for example the number of attempts.</param>
    public void ReplaceEnd(int number, string result = "", int response = -1, string details = "")
    {
        if (number >= _takenCount)
        {
            ref RunEvent span = ref CollectionsMarshal.AsSpan(_events)[number - _takenCount];
            span = span with { End = now().Elapsed, Result = result, Response = response, Details = details };
        }
    }

    /// <summary>Returns true if an event is a consequence of another one. Causes of events that were taken are not
    /// followed.</summary>
    /// <param name="number">Number of the event.</param>
    /// <param name="origin">Number of the other event.</param>
    public bool IsCausedBy(int number, int origin)
    {
        while (number > origin && origin >= 0 && number >= _takenCount)
        {
            number = _events[number - _takenCount].Cause;
        }

        return number >= 0 && number == origin;
    }

    /// <summary>Ends all spans of a subject that have not ended, for example because it was killed.</summary>
    /// <param name="subject">Index of the subject.</param>
    /// <param name="result">Result of the spans.</param>
    /// <param name="response">Number of the event that ended them; -1 for none.</param>
    public void EndAll(int subject, string result, int response)
    {
        foreach (int number in _open.Where(open => open.Value.Subject == subject).Select(open => open.Key).Order().ToArray())
        {
            End(number, result, response);
        }

        for (int index = 0; index < _events.Count; index++)
        {
            if (IsOpen(_events[index]) && _events[index].Subject == subject)
            {
                End(_takenCount + index, result, response);
            }
        }
    }

    /// <summary>Returns the subject of an event; -1 for an event that was not recorded, and for one that was taken and
    /// is not an open span.</summary>
    /// <param name="number">Number of the event.</param>
    public int GetSubjectOf(int number)
    {
        if (number >= _takenCount)
        {
            return _events[number - _takenCount].Subject;
        }

        return _open.TryGetValue(number, out RunEvent span) ? span.Subject : -1;
    }

    /// <summary>Returns the text of an event; empty for an event that was not recorded or was taken.</summary>
    /// <param name="number">Number of the event.</param>
    public string GetMessage(int number) => number < _takenCount || number < 0 ? "" : _events[number - _takenCount].Message;

    /// <summary>Records the state of a node, and attributes later events to it. An unchanged state is not recorded
    /// again.</summary>
    /// <param name="node">Index of the node.</param>
    /// <param name="state">State, for example <c>ready</c>.</param>
    public void RecordState(int node, string state)
    {
        if (_states.TryGetValue(node, out (int Number, string State) last) && last.State == state)
        {
            return;
        }

        int number = Record(RunEventKind.NodeState, node, state);
        if (number >= 0)
        {
            _states[node] = (number, state);
        }
    }

    /// <summary>Returns the number of the last state of a node; -1 if it has none.</summary>
    /// <param name="node">Index of the node.</param>
    public int FindState(int node) => _states.TryGetValue(node, out (int Number, string State) last) ? last.Number : -1;

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
    /// <exception cref="InvalidOperationException">A part was taken before.</exception>
    public RunTrace ToTrace() =>
        _takenCount > 0
            ? throw new InvalidOperationException("A part of the run was taken; read the file that it was written to.")
            : new RunTrace
            {
                Header = new RunHeader { Version = SdkVersion.Text },
                Subjects = _subjects.ToValueList(),
                Events = _events.ToValueList(),
                Links = _links.ToValueList(),
            };

    /// <summary>Returns what was recorded since the last call, and removes it from memory. Subjects, states and open
    /// spans are kept; numbers continue.</summary>
    public RunTracePart Take()
    {
        RunTracePart part = new()
        {
            FirstEvent = _takenCount,
            Subjects = _subjects.Skip(_takenSubjectCount).ToValueList(),
            Events = _events.ToValueList(),
            Ends = _ends.ToValueList(),
            Links = _links.ToValueList(),
        };
        for (int index = 0; index < _events.Count; index++)
        {
            if (IsOpen(_events[index]))
            {
                _open.Add(_takenCount + index, _events[index]);
            }
        }

        _takenCount += _events.Count;
        _takenSubjectCount = _subjects.Count;
        _events.Clear();
        _ends.Clear();
        _links.Clear();
        return part;
    }

    private static bool IsOpen(RunEvent runEvent) => runEvent.End is null && Spans.Contains(runEvent.Kind);
}
