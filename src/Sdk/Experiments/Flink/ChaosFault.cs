using System.Diagnostics;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Reading;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Flink;

/// <summary>A fault as objects of Chaos Mesh, which revert it after its duration.</summary>
/// <param name="Name">Name of the object, or prefix of the names of several.</param>
/// <param name="At">Time of the fault since the start of its schedule.</param>
/// <param name="Fault">The fault.</param>
internal sealed record ChaosFault(string Name, TimeSpan At, Fault Fault)
{
    /// <summary>Time until Chaos Mesh reverts the fault; zero if there is nothing to revert.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Kubernetes nodes of the fault. Without a pod on each of them, the fault has no effect.</summary>
    public ValueList<string> Nodes { get; init; } = [];

    /// <summary>YAML documents for <c>kubectl apply</c>; empty if the fault changes nothing.</summary>
    public string Objects { get; init; } = "";
}

/// <summary>
/// Converts faults of an experiment to objects of Chaos Mesh. A machine is all pods of its Kubernetes node. Pure.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="nodes">Names of the Kubernetes nodes by machine.</param>
/// <param name="space">Namespace of the pods.</param>
internal sealed class ChaosFaults(Experiment experiment, ValueMap<string> nodes, string space)
{
    /// <summary>Key of the label that all objects have. Its value is the name of the experiment.</summary>
    public const string Label = "scalewright/experiment";

    private const string Prefix = "scalewright-";

    // Kubernetes: labels have at most 63 characters, and end with a letter or digit.
    private const int MaxLabelLength = 63;

    /// <summary>Minimum duration of a fault. A shorter one could be over before it is observed.</summary>
    public static readonly TimeSpan MinDuration = TimeSpan.FromSeconds(5);

    // A run can be longer than its load: it starts the job before, and may take a savepoint at the end.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(30);

    /// <summary>Returns the faults and the properties of links that Chaos Mesh does not support.</summary>
    public static IEnumerable<Problem> Check(Experiment experiment) =>
        [
            .. experiment.Faults.Faults.SelectMany(
                (timed, index) =>
                    Check(timed.Fault)
                        .Select(problem => problem with { Field = string.Create(CultureInfo.InvariantCulture, $"faults.{index}") })
            ),
            .. experiment.Links.SelectMany(
                (link, index) =>
                    Check(GetRule(link.ToFault())).Select(problem => problem with { Field = $"{LinkRules.GetPath(index)}.{problem.Field}" })
            ),
        ];

    /// <summary>Converts a schedule.</summary>
    /// <param name="schedule">A schedule without unsupported faults.</param>
    /// <param name="count">Number of faults of earlier schedules.</param>
    /// <exception cref="ExperimentException">A machine has no Kubernetes node.</exception>
    public ValueList<ChaosFault> FromSchedule(FaultSchedule schedule, int count) =>
        [
            .. schedule.Faults.Select(
                (timed, index) =>
                    Create(
                        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{count + index + 1}"),
                        timed,
                        timed.Fault.Duration ?? GetDefault(timed)
                    )
            ),
        ];

    /// <summary>Returns the same fault with another duration.</summary>
    public ChaosFault WithDuration(ChaosFault fault, TimeSpan duration) =>
        Create(fault.Name, new TimedFault(fault.At, fault.Fault), duration);

    private static IEnumerable<Problem> Check(Fault fault)
    {
        string? unsupported = fault switch
        {
            CrashNode or RestartNode or CutLink => null,
            IsolateHost { BlocksInbound: true, BlocksOutbound: true } => null,
            ChangeLink change when LinkIngressFaults.Read(change.Link) is not null => null,
            FreezeNode => "freeze",
            FillDisk => "fill",
            _ => fault.ToString(),
        };
        if (unsupported is not null)
        {
            return
            [
                new Problem(
                    ProblemCode.ConflictingFields,
                    $"Chaos Mesh has no fault '{unsupported}'",
                    "use crash, restart, isolate, cut or slow, or run the experiment on machines"
                ),
            ];
        }

        IEnumerable<Problem> tooShort =
            fault is { Duration: { } time } && time < MinDuration && !IsKill(fault, time)
                ?
                [
                    new Problem(
                        ProblemCode.OutOfRange,
                        $"Chaos Mesh may not report a fault of {ExperimentDurationText.Format(time)} in time",
                        "use 5s or more"
                    ),
                ]
                : [];
        return fault is ChangeLink slow ? tooShort.Concat(Check(GetRule(slow))) : tooShort;
    }

    private static ValueList<Problem> Check(NodeFault rule)
    {
        FieldChecks checks = new FieldChecks()
            .Within("latency", rule.Delay, TimeSpan.Zero, TimeSpan.FromHours(1))
            .Within("jitter", rule.Jitter, TimeSpan.Zero, rule.Delay > TimeSpan.Zero ? rule.Delay : TimeSpan.Zero)
            .Within("loss", rule.Loss, 0, 1)
            .Within("duplicate", rule.Duplication, 0, 1)
            .Within("reorder", rule.Reordering, 0, 1);
        if (rule.MaxBytesPerSecond is < LinkRules.MinRate)
        {
            checks.AtLeast("bytes_per_second", rule.MaxBytesPerSecond.Value, LinkRules.MinRate);
        }

        if (rule.Reordering > 0 && rule.Delay == TimeSpan.Zero)
        {
            checks.Add(ProblemCode.ConflictingFields, "reorder", "without a delay there is nothing to overtake", "give a delay too");
        }

        return checks.ToList();
    }

    private static bool IsKill(Fault fault, TimeSpan duration) => fault is RestartNode && duration == TimeSpan.Zero;

    // netem varies a delay in both directions; the jitter of an experiment only adds to the latency.
    private static NodeFault GetRule(ChangeLink change)
    {
        NodeFault fault = LinkIngressFaults.Read(change.Link)!;
        return fault with { Delay = fault.Delay + (fault.Jitter / 2), Jitter = fault.Jitter / 2 };
    }

    private TimeSpan GetDefault(TimedFault timed) => timed.Fault is RestartNode ? TimeSpan.Zero : experiment.Duration - timed.At + Grace;

    private ChaosFault Create(string name, TimedFault timed, TimeSpan duration)
    {
        ValueList<string> affected = [.. FaultRules.GetNodes(timed).Select(GetNode)];
        DocumentMap[] selectors = [.. affected.Select(Select)];
        StringBuilder text = new();
        foreach (DocumentMap item in Create(name, timed.Fault, duration, selectors))
        {
            text.Append("---\n");
            JsonText.Append(text, item);
            text.Append('\n');
        }

        return new ChaosFault(name, timed.At, timed.Fault)
        {
            Duration = duration,
            Nodes = affected,
            Objects = text.ToString(),
        };
    }

    private IEnumerable<DocumentMap> Create(string name, Fault fault, TimeSpan duration, DocumentMap[] selectors)
    {
        DocumentMap metadata = Describe();
        return fault switch
        {
            _ when IsKill(fault, duration) => [NetworkChaos.Create("PodChaos", name, metadata, "pod-kill", selectors[0], [], null)],
            CrashNode or RestartNode => [NetworkChaos.Create("PodChaos", name, metadata, "pod-failure", selectors[0], [], duration)],
            IsolateHost =>
            [
                NetworkChaos.Create(
                    "NetworkChaos",
                    name,
                    metadata,
                    "partition",
                    selectors[0],
                    NetworkChaos.Map(("direction", NetworkChaos.Text("both"))),
                    duration
                ),
            ],
            CutLink cut =>
            [
                NetworkChaos.Create(
                    "NetworkChaos",
                    name,
                    metadata,
                    "partition",
                    selectors[0],
                    NetworkChaos.GetTarget(selectors[1], cut.IsOneWay),
                    duration
                ),
            ],
            ChangeLink change => NetworkChaos.Create(name, metadata, GetRule(change), selectors[0], selectors[1], duration),
            _ => throw new UnreachableException($"'{fault}' was not checked."),
        };
    }

    private DocumentMap Describe()
    {
        string name = experiment.Name[..Math.Min(experiment.Name.Length, MaxLabelLength)].TrimEnd('-', '_', '.');
        return NetworkChaos.Map(("namespace", NetworkChaos.Text(space)), ("labels", NetworkChaos.Map((Label, NetworkChaos.Text(name)))));
    }

    private DocumentMap Select(string node) =>
        NetworkChaos.Map(
            ("namespaces", new DocumentList([NetworkChaos.Text(space)])),
            ("nodes", new DocumentList([NetworkChaos.Text(node)]))
        );

    private string GetNode(string machine)
    {
        if (nodes.TryGetValue(machine, out string? node))
        {
            return node;
        }

        throw new ExperimentException([
            new Problem(
                ProblemCode.InsufficientCapacity,
                $"no Kubernetes node is the machine '{TextEscaping.Escape(machine)}'",
                "provision a consumer for each machine, or use fewer nodes"
            ),
        ]);
    }
}
