namespace Scalewright.Traces;

/// <summary>Ends of the events of a run, and names of their hosts, as exports show them.</summary>
internal static class RunSpans
{
    /// <summary>End of an instant.</summary>
    public const long Instant = long.MinValue;

    /// <summary>End of a span that did not end.</summary>
    public const long Open = long.MaxValue;

    private const string LinkArrow = " -> ";

    /// <summary>Returns the end of each event in ticks. A state of a node ends with its next state.</summary>
    public static long[] FindEnds(RunTrace run)
    {
        long[] ends = new long[run.Events.Count];
        Dictionary<int, int> states = [];
        for (int number = 0; number < ends.Length; number++)
        {
            RunEvent runEvent = run.Events[number];
            ends[number] = runEvent.End?.Ticks ?? (IsSpan(runEvent.Kind) ? Open : Instant);
            if (runEvent.Kind == RunEventKind.NodeState && runEvent.End is null)
            {
                ends[number] = Open;
                if (states.TryGetValue(runEvent.Subject, out int previous))
                {
                    ends[previous] = Math.Max(run.Events[previous].Start.Ticks, runEvent.Start.Ticks);
                }

                states[runEvent.Subject] = number;
            }
        }

        return ends;
    }

    /// <summary>Returns the index of the host of each subject: a controller, node, cloud or other subject with events
    /// of its own.</summary>
    public static int[] FindHosts(RunTrace run)
    {
        Dictionary<string, int> names = FindHostNames(run);
        int[] hosts = new int[run.Subjects.Count];
        for (int index = 0; index < hosts.Length; index++)
        {
            RunSubject subject = run.Subjects[index];
            hosts[index] = subject.Parent < 0 || IsHost(subject.Kind) ? index : hosts[subject.Parent];
            if (subject.Kind == RunSubjectKind.Link && names.TryGetValue(subject.Name.Split(LinkArrow)[0], out int sender))
            {
                hosts[index] = sender;
            }
        }

        return hosts;
    }

    /// <summary>Returns the index of the host that receives the messages of each connection; -1 if it is unknown and
    /// for other subjects.</summary>
    public static int[] FindReceivers(RunTrace run)
    {
        Dictionary<string, int> names = FindHostNames(run);
        return
        [
            .. run.Subjects.Select(subject =>
                subject.Kind == RunSubjectKind.Link && subject.Name.Split(LinkArrow) is [_, var receiver]
                    ? names.GetValueOrDefault(receiver, -1)
                    : -1
            ),
        ];
    }

    /// <summary>Returns the name of a kind in lower camel case, for example <c>nodeState</c>.</summary>
    public static string GetName<T>(T kind)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private static bool IsSpan(RunEventKind kind) =>
        kind
            is RunEventKind.Phase
                or RunEventKind.Fault
                or RunEventKind.Call
                or RunEventKind.Wave
                or RunEventKind.Step
                or RunEventKind.JournalWrite
                or RunEventKind.Message
                or RunEventKind.ServiceCall
                or RunEventKind.Program
                or RunEventKind.Cycle;

    private static bool IsHost(RunSubjectKind kind) =>
        kind is RunSubjectKind.Controller or RunSubjectKind.Node or RunSubjectKind.Cloud or RunSubjectKind.Faults or RunSubjectKind.Run;

    // A later generation of a controller has the name of the earlier one.
    private static Dictionary<string, int> FindHostNames(RunTrace run)
    {
        Dictionary<string, int> names = new(StringComparer.Ordinal);
        for (int index = 0; index < run.Subjects.Count; index++)
        {
            if (IsHost(run.Subjects[index].Kind))
            {
                names.TryAdd(run.Subjects[index].Name, index);
                names[run.Subjects[index].ToString()] = index;
            }
        }

        return names;
    }
}
