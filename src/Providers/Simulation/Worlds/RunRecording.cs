using System.Runtime.InteropServices;
using Scalewright.Planning;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Recording;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Records what happens in a world. Exists only for recorded runs.</summary>
internal sealed class RunRecording
{
    private const int MaxListed = 8;

    // The viewer shows what follows.
    private const string StalePrefix = "stale: ";

    private readonly EventRecorder _events;
    private readonly SourcePositions? _positions;
    private readonly int _run;
    private readonly int _faults;
    private readonly Dictionary<int, Dictionary<string, ResourceState>> _lists = [];
    private readonly Dictionary<string, (int Generation, int Subject)> _controllers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Controller, string Path), (int Subject, string Text)> _files = [];
    private int _phase = EventNumbers.None;

    /// <param name="events">Recorder of the events.</param>
    /// <param name="hasSources">True to record the lines of calls, which takes a stack for each.</param>
    public RunRecording(EventRecorder events, bool hasSources)
    {
        _positions = hasSources ? new SourcePositions() : null;
        _events = events;
        _run = events.GetSubject(new RunSubject(RunSubjectKind.Run, "program"));
        _faults = events.GetSubject(new RunSubject(RunSubjectKind.Faults, "faults"));
    }

    public RunTrace ToTrace() => _events.ToTrace();

    public long DroppedCount => _events.DroppedCount;

    /// <summary>Returns what the programs of a controller add to the recording.</summary>
    public IRunRecording For(SimulatedController controller) => new ControllerRecording(this, controller);

    /// <summary>Begins a phase of the run, which ends the one before.</summary>
    public void EnterPhase(string phase)
    {
        _events.End(_phase);
        _phase = _events.Record(RunEventKind.Phase, _run, phase);
    }

    /// <summary>Records a sentence about the run.</summary>
    public void Note(string text) => _events.Record(RunEventKind.Note, _run, text, _phase);

    /// <summary>Ends the last phase.</summary>
    /// <param name="failure">Why it failed; empty for success.</param>
    public void EndPhase(string failure) => _events.End(_phase, failure);

    /// <summary>Records a fault, and attributes its consequences to it.</summary>
    public int BeginFault(string text) => _events.Record(RunEventKind.Fault, _faults, text);

    /// <summary>Records the end of a fault, and attributes its consequences to it.</summary>
    public void EndFault(int fault)
    {
        _events.End(fault);
        _events.Cause = fault;
    }

    /// <summary>Starts an operation of a controller that continues after the caller's first await. The operations that
    /// a caller starts at the same time have the same cause.</summary>
    public T Start<T>(Func<T> operation)
    {
        int before = _events.Cause;
        try
        {
            return operation();
        }
        finally
        {
            _events.Cause = before;
        }
    }

    /// <param name="caller">The caller.</param>
    /// <param name="description">Text of the call.</param>
    /// <param name="token">Idempotency token of the call; empty if it changes nothing.</param>
    public int BeginCall(SimulatedController caller, string description, string token = "") =>
        _events.Record(RunEventKind.Call, GetSubject(caller), description, _events.FindBound(token));

    /// <param name="call">Number of the call.</param>
    /// <param name="description">Its text.</param>
    /// <param name="failure">Why it failed; null for success.</param>
    /// <param name="cause">Event that caused the failure, for example a lost message.</param>
    public void EndCall(int call, string description, string? failure, int cause = EventNumbers.None)
    {
        if (failure is null)
        {
            _events.End(call);
            return;
        }

        int caller = _events.GetSubjectOf(call);
        int note = caller < 0 ? EventNumbers.None : _events.Record(RunEventKind.Note, caller, $"{description} failed: {failure}", call);
        _events.End(call, failure, note);
        _events.Link(note, cause);
    }

    /// <summary>Returns the lost message that left a call of a node without a response.</summary>
    public int FindLost(int call, LostMessages messages, SimulatedController caller, string node) =>
        messages.Find(caller.Host, node, number => _events.IsCausedBy(number, call));

    /// <summary>Records that a cloud executes a call.</summary>
    public int BeginEffect(string cloud, string description, int call) =>
        _events.Record(
            RunEventKind.Effect,
            _events.GetSubject(new RunSubject(RunSubjectKind.Cloud, cloud.Length > 0 ? cloud : "cloud")),
            description,
            call
        );

    public void EndEffect(int effect, StepOutcome outcome) => _events.End(effect, outcome.Problem is { } problem ? problem.Message : "");

    /// <summary>Records what a list returned, with the states that differ from the list before.</summary>
    /// <param name="reader">The controller that receives the list.</param>
    /// <param name="resources">Content of the list.</param>
    /// <param name="lagging">Nodes whose last change the list does not show yet.</param>
    public void RecordList(SimulatedController reader, ValueList<Resource> resources, IEnumerable<SimulatedClusterNode> lagging)
    {
        int subject = GetSubject(reader);
        Dictionary<string, ResourceState> before = _lists.GetValueOrDefault(subject, []);
        Dictionary<string, ResourceState> now = new(StringComparer.Ordinal);
        foreach (Resource resource in resources.Where(resource => resource.Tag.Target == StepTarget.Node))
        {
            now[resource.Tag.Name] = resource.State;
        }

        string[] changes =
        [
            .. now.Where(pair => !before.TryGetValue(pair.Key, out ResourceState state) || state != pair.Value).Select(pair => pair.Key),
            .. before.Keys.Where(name => !now.ContainsKey(name)),
        ];
        SimulatedClusterNode[] laggingNodes = [.. lagging];
        int list = _events.Record(
            RunEventKind.Observation,
            subject,
            now.Count <= MaxListed
                ? string.Join(", ", now.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"))
                : Shorten(now, changes),
            details: DescribeLag(laggingNodes)
        );
        foreach (string name in changes.Where(name => !laggingNodes.Any(node => node.Name == name)))
        {
            _events.Link(list, _events.FindState(GetNode(name)));
        }

        foreach (int cause in laggingNodes.SelectMany(node => node.LagEventNumbers).Distinct())
        {
            _events.Link(list, cause);
        }

        _lists[subject] = now;
    }

    private string DescribeLag(SimulatedClusterNode[] laggingNodes)
    {
        string shown = string.Join(
            ", ",
            laggingNodes.Take(MaxListed).Select(node => $"{node.Name} is {_events.GetMessage(_events.FindState(GetNode(node.Name)))}")
        );
        string more =
            laggingNodes.Length > MaxListed ? string.Create(CultureInfo.InvariantCulture, $", {laggingNodes.Length - MaxListed} more") : "";
        return laggingNodes.Length > 0 ? $"{StalePrefix}{shown}{more}" : "";
    }

    // A list of thousands of nodes is read every few seconds, and differs in few of them.
    private static string Shorten(Dictionary<string, ResourceState> nodes, string[] changes)
    {
        string count = string.Create(CultureInfo.InvariantCulture, $"{nodes.Count} nodes");
        IEnumerable<string> shown = changes
            .Order(StringComparer.Ordinal)
            .Take(MaxListed)
            .Select(name => nodes.TryGetValue(name, out ResourceState state) ? $"{name} {state}" : $"no {name}");
        return changes.Length > 0 ? $"{count}; changed: {string.Join(", ", shown)}" : count;
    }

    public void RecordState(string node, string state) => _events.RecordState(GetNode(node), state);

    /// <summary>Records a change of a node that is not a state.</summary>
    public void RecordNode(string node, string text) => _events.Record(RunEventKind.Agent, GetNode(node), text);

    /// <summary>Records an operation on a node, which is not followed to its end.</summary>
    public void RecordNodeCall(RunEventKind kind, string node, string description) =>
        _events.End(_events.Record(kind, GetNode(node), description));

    /// <summary>Records that lists show a change of a node from now on, if a recorded event delayed it.</summary>
    /// <param name="resource">The node; other resources are not recorded.</param>
    /// <param name="cause">Event that delayed the change.</param>
    public void RecordListed(SimulatedResource resource, int cause)
    {
        if (resource is SimulatedClusterNode node && cause != EventNumbers.None)
        {
            _events.Cause = cause;
            RecordNode(node.Name, node.IsLagging ? "lists show an earlier state" : "lists show its state");
        }
    }

    public int BeginProgram(string node, string description) => _events.Record(RunEventKind.Program, GetNode(node), description);

    public int BeginWrite(SimulatedController controller, string path)
    {
        int parent = GetSubject(controller);
        ref (int Subject, string Text) file = ref CollectionsMarshal.GetValueRefOrAddDefault(_files, (parent, path), out bool isKnown);
        if (!isKnown)
        {
            string name = Path.GetFileName(path);
            file = (_events.GetSubject(new RunSubject(RunSubjectKind.Journal, name) { Parent = parent }), $"write {name}");
        }

        return _events.Record(RunEventKind.JournalWrite, file.Subject, file.Text);
    }

    /// <summary>Records an operation of a controller on a node.</summary>
    public int BeginNodeCall(RunEventKind kind, SimulatedController caller, string description) =>
        _events.Record(kind, GetSubject(caller), description);

    public void End(int number, string failure = "", string details = "") => _events.End(number, failure, details: details);

    /// <summary>Records that a controller was killed, and ends its open calls.</summary>
    public void RecordKill(SimulatedController controller)
    {
        int subject = GetSubject(controller);
        int kill = _events.Record(RunEventKind.Agent, subject, "killed");
        _events.EndAll(subject, "killed", kill);
    }

    private int GetSubject(SimulatedController controller)
    {
        ref (int Generation, int Subject) current = ref CollectionsMarshal.GetValueRefOrAddDefault(_controllers, controller.Host, out _);
        if (current.Generation != controller.KillCount + 1)
        {
            int generation = controller.KillCount + 1;
            current = (
                generation,
                _events.GetSubject(new RunSubject(RunSubjectKind.Controller, controller.Host) { Generation = generation })
            );
        }

        return current.Subject;
    }

    private int GetNode(string name)
    {
        ref int subject = ref CollectionsMarshal.GetValueRefOrAddDefault(_nodes, name, out bool isKnown);
        if (!isKnown)
        {
            subject = _events.GetSubject(new RunSubject(RunSubjectKind.Node, name));
        }

        return subject;
    }

    private sealed class ControllerRecording(RunRecording recording, SimulatedController controller) : IRunRecording
    {
        public EventRecorder Recorder => recording._events;

        public int Caller => recording.GetSubject(controller);

        public string FindSource() => recording._positions?.FindCaller() ?? "";
    }
}
