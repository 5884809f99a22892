using Scalewright.Clusters;
using Scalewright.Clusters.State;
using Scalewright.Decisions;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Recording;
using Scalewright.Tool.Output;
using Scalewright.Topologies;
using Scalewright.Traces;

namespace Scalewright.Tool.Watching;

/// <summary>Records what is observed of a live cluster as events of a trace. Thread-safe.</summary>
/// <remarks>A recording of weeks is split into segments. Each starts with the state of all nodes.</remarks>
/// <param name="cluster">Name of the cluster.</param>
/// <param name="provider">Name of the provider.</param>
/// <param name="clock">Time source.</param>
internal sealed class LiveRecording(string cluster, string provider, TimeProvider clock) : IDisposable
{
    /// <summary>Maximum length of a segment in bytes: 64 MiB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Maximum number of events of a segment: 500,000.</summary>
    public const int MaxEvents = 500_000;

    /// <summary>Maximum number of log lines that are recorded between two writes: 1,000.</summary>
    public const int MaxLines = 1_000;

    private const int MaxTextLength = 2_000;

    private readonly Lock _gate = new();
    private readonly MemoryStream _buffer = new();
    private readonly SortedDictionary<string, LiveNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LiveStep> _steps = new(StringComparer.Ordinal);
    private EventRecorder _recorder = null!;
    private RunTraceAppender _writer = null!;
    private long _start;
    private long _droppedCount;
    private int _run;
    private int _wave = -1;
    private int? _leftCount;
    private int _lineCount;
    private int _skippedCount;
    private string _outage = "";

    /// <summary>True if the segment has its maximum length.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return _recorder.Count >= MaxEvents || _writer.Length >= MaxBytes;
            }
        }
    }

    /// <summary>Starts a segment with the known state of the cluster.</summary>
    /// <param name="note">First text of the segment.</param>
    public void Start(string note)
    {
        lock (_gate)
        {
            _droppedCount = 0;
            long start = _start = clock.GetTimestamp();
            _recorder = new EventRecorder(() => (clock.GetElapsedTime(start), 0));
            _writer = new RunTraceAppender(
                _buffer,
                _recorder,
                new RunHeader
                {
                    Test = $"{cluster} on {provider}",
                    Role = "live",
                    Epoch = clock.GetUtcNow(),
                    Version = SdkVersion.Text,
                }
            );
            _run = _recorder.GetSubject(new RunSubject(RunSubjectKind.Run, cluster));
            Record(RunEventKind.Note, _run, note);
            if (_outage.Length > 0)
            {
                RecordOutageText();
            }

            foreach ((string name, LiveNode node) in _nodes)
            {
                RecordState(name, node);
            }

            (int? leftCount, _leftCount, _wave) = (_leftCount, null, -1);
            RecordLeft(leftCount ?? 0);
            foreach ((string token, LiveStep step) in _steps.ToArray())
            {
                Request(token, step.Text);
            }
        }
    }

    /// <summary>Records the nodes whose state changed, and the number of steps that are left to do.</summary>
    public void RecordNodes(ClusterInspection inspection)
    {
        int leftCount = inspection.PlanTo(inspection.Desired).Steps.Count;
        Dictionary<string, Resource> resources = new(StringComparer.Ordinal);
        foreach (Resource resource in inspection.Resources.Where(found => found.Tag.Target == StepTarget.Node))
        {
            resources[resource.Tag.Name] = resource;
        }

        lock (_gate)
        {
            RecordOutageEnd();
            HashSet<string> desired = new(StringComparer.Ordinal);
            foreach (NodeGroup group in inspection.Desired.DeclaredGroups)
            {
                foreach (NodeSpec node in group.Nodes)
                {
                    desired.Add(node.Name);
                    Update(
                        name: node.Name,
                        group: group.Name,
                        state: GetState(node.Name, inspection, resources),
                        reason: inspection.FindWaitingReason(node.Name)?.ToString() ?? ""
                    );
                }
            }

            foreach ((string name, LiveNode node) in _nodes.Where(node => !desired.Contains(node.Key)).ToArray())
            {
                Resource? left = resources.GetValueOrDefault(name);
                bool isDeleting = left is { State: ResourceState.Deleting };
                string state = isDeleting ? LiveNode.Deleting : node.State;
                Update(name: name, group: node.Group, state: left is null ? LiveNode.Deleted : state, reason: "");
                if (left is null)
                {
                    _nodes.Remove(name);
                }
            }

            RecordLeft(leftCount);
        }
    }

    /// <summary>Records the start and the end of steps.</summary>
    public void RecordSteps(IReadOnlyList<StepChange> changes)
    {
        lock (_gate)
        {
            foreach (StepChange change in changes)
            {
                if (change.Progress == StepProgress.Requested)
                {
                    Request(change.Token, $"{change.Step}");
                }
                else if (_steps.Remove(change.Token, out LiveStep? step))
                {
                    _recorder.End(step.Number, change.Progress == StepProgress.Succeeded ? "" : "not done");
                }

                if (_steps.Count == 0)
                {
                    _recorder.End(_wave);
                    _wave = -1;
                }
            }
        }
    }

    /// <summary>Records a decision of an engine with its tree.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="isNew">False for the decision in force when the recording started.</param>
    public void RecordDecision(DecisionRecord decision, bool isNew)
    {
        lock (_gate)
        {
            int domain = _recorder.GetSubject(new RunSubject(RunSubjectKind.Domain, decision.Domain));
            string result = decision.Outcome is EngineOutcome.Failed or EngineOutcome.TimedOut
                ? DecisionRecordText.Format(decision.Outcome)
                : "";
            int cycle = isNew ? Record(RunEventKind.Cycle, domain, FormattableString.Invariant($"cycle {decision.Cycle}")) : -1;
            string text =
                FormattableString.Invariant($"{decision.From} -> {decision.To}, ")
                + $"{DecisionRecordText.Format(decision.Outcome)}; {decision.ShortReason}";
            int number = Record(RunEventKind.Decision, domain, isNew ? text : $"in force: {text}", cycle, $"{decision}");
            _recorder.End(cycle, result, number);
        }
    }

    /// <summary>Records a line of a node's log.</summary>
    public void RecordLine(LogLineOutput line)
    {
        lock (_gate)
        {
            if (_lineCount >= MaxLines)
            {
                _skippedCount++;
                return;
            }

            _lineCount++;
            int node = _nodes.TryGetValue(line.Node, out LiveNode? known) ? GetSubject(line.Node, known.Group) : -1;
            int log = _recorder.GetSubject(new RunSubject(RunSubjectKind.Log, line.Node) { Parent = node });
            string source = line.Level.Length == 0 ? "" : $"{line.Level} {line.Logger}: ";
            Record(RunEventKind.Log, log, source + line.Message);
        }
    }

    /// <summary>Records a text about the whole cluster.</summary>
    public void RecordNote(string text)
    {
        lock (_gate)
        {
            Record(RunEventKind.Note, _run, text);
        }
    }

    /// <summary>Records that the cluster cannot be observed. The same reason is recorded once.</summary>
    public void RecordOutage(string reason)
    {
        lock (_gate)
        {
            if (_outage != reason)
            {
                _outage = reason;
                RecordOutageText();
            }
        }
    }

    /// <summary>Returns the bytes of what was recorded since the last call.</summary>
    /// <param name="isLast">True to end the segment.</param>
    public async Task<ReadOnlyMemory<byte>> TakeAsync(bool isLast = false)
    {
        Task written;
        byte[] bytes;
        lock (_gate)
        {
            if (_skippedCount > 0)
            {
                Record(RunEventKind.Note, _run, $"{Pluralizer.FormatGrouped(_skippedCount, "log line")} not recorded");
            }

            _droppedCount += _skippedCount;
            (_lineCount, _skippedCount) = (0, 0);
            RunEnd end = new()
            {
                Outcome = RunOutcomes.Stopped,
                At = clock.GetElapsedTime(_start),
                DroppedCount = _droppedCount,
            };

            // Memory is written to synchronously.
            written = isLast ? _writer.EndAsync(end) : _writer.WriteAsync();
            bytes = _buffer.ToArray();
            _buffer.SetLength(0);
        }

        await written;
        return bytes;
    }

    public void Dispose() => _buffer.Dispose();

    private static string GetState(string name, ClusterInspection inspection, Dictionary<string, Resource> resources)
    {
        bool isDeleting = resources.TryGetValue(name, out Resource? found) && found.State == ResourceState.Deleting;
        return isDeleting
            ? LiveNode.Deleting
            : inspection.GetNodeState(name) switch
            {
                NodeState.Missing => LiveNode.Missing,
                NodeState.Starting => "booting",
                NodeState.Ready => "ready",
                NodeState.Failed => "failed",
                NodeState.Terminating => "terminating",
                _ => LiveNode.Lost,
            };
    }

    /// <summary>Records a node if it changed. A node that existed and is missing is lost.</summary>
    private void Update(string name, string group, string state, string reason)
    {
        bool isKnown = _nodes.TryGetValue(name, out LiveNode? node);
        bool existed = isKnown && node!.State is not (LiveNode.Missing or LiveNode.Deleted);
        string shown = state == LiveNode.Missing && existed ? LiveNode.Lost : state;
        LiveNode updated = new(group, shown, reason);
        if (updated != node)
        {
            _nodes[name] = updated;
            RecordState(name, updated);
            if (reason.Length > 0 && reason != node?.Reason)
            {
                Record(RunEventKind.Agent, GetSubject(name, group), reason);
            }
        }
    }

    private void RecordState(string name, LiveNode node)
    {
        _recorder.RecordState(GetSubject(name, node.Group), node.State);
        _recorder.Cause = -1;
    }

    private void RecordLeft(int count)
    {
        if (_leftCount != count)
        {
            _leftCount = count;
            int metric = _recorder.GetSubject(new RunSubject(RunSubjectKind.Metric, "steps left"));
            Record(RunEventKind.Counter, metric, count.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void RecordOutageText() => Record(RunEventKind.Note, _run, $"the cluster cannot be observed: {_outage}");

    private void RecordOutageEnd()
    {
        if (_outage.Length > 0)
        {
            _outage = "";
            Record(RunEventKind.Note, _run, "the cluster is observed again");
        }
    }

    private void Request(string token, string text)
    {
        int controller = _recorder.GetSubject(new RunSubject(RunSubjectKind.Controller, "controller"));
        if (_wave < 0)
        {
            _wave = Record(RunEventKind.Wave, controller, "wave of steps");
        }

        _steps[token] = new LiveStep(text, Record(RunEventKind.Step, controller, text, _wave));
    }

    private int GetSubject(string node, string group)
    {
        int parent = _recorder.GetSubject(new RunSubject(RunSubjectKind.Group, group));
        return _recorder.GetSubject(new RunSubject(RunSubjectKind.Node, node) { Parent = parent });
    }

    // Sources are polled, so that the order of their events is not a cause.
    private int Record(RunEventKind kind, int subject, string text, int parent = -1, string details = "")
    {
        int number = _recorder.Record(
            kind,
            subject,
            text.Length > MaxTextLength ? $"{text.AsSpan(0, MaxTextLength)}…" : text,
            parent,
            details
        );
        _recorder.Cause = -1;
        return number;
    }

    private sealed record LiveNode(string Group, string State, string Reason)
    {
        public const string Missing = "missing";
        public const string Lost = "lost";
        public const string Deleting = "deleting";
        public const string Deleted = "deleted";
    }

    private sealed record LiveStep(string Text, int Number);
}
