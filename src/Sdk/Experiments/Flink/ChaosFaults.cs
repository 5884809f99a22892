using System.Diagnostics;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Reading;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Flink;

/// <summary>
/// Converts faults of an experiment to objects of Chaos Mesh. A machine is all pods of its Kubernetes node. Pure.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="nodes">Names of the Kubernetes nodes by machine.</param>
/// <param name="podNamespace">Namespace of the pods.</param>
internal sealed class ChaosFaults(Experiment experiment, ValueMap<string> nodes, string podNamespace)
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
                    CheckFault(timed.Fault)
                        .Select(problem => problem with { Field = string.Create(CultureInfo.InvariantCulture, $"faults.{index}") })
            ),
            .. experiment.Links.SelectMany(
                (link, index) =>
                    CheckRule(GetRule(link.ToFault()))
                        .Select(problem => problem with { Field = $"{LinkRules.GetPath(index)}.{problem.Field}" })
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
                    CreateFault(
                        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{count + index + 1}"),
                        timed,
                        timed.Fault.Duration ?? GetDefaultDuration(timed)
                    )
            ),
        ];

    /// <summary>Returns the same fault with another duration.</summary>
    public ChaosFault WithDuration(ChaosFault fault, TimeSpan duration) =>
        CreateFault(fault.Name, new TimedFault(fault.At, fault.Fault), duration);

    private static ValueList<Problem> CheckFault(Fault fault)
    {
        if (FindUnsupportedName(fault) is { } unsupported)
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

        List<Problem> problems = [];
        if (fault is { Duration: { } duration } && duration < MinDuration && !IsKill(fault, duration))
        {
            problems.Add(
                new Problem(
                    ProblemCode.OutOfRange,
                    $"Chaos Mesh may not report a fault of {ExperimentDurationText.Format(duration)} in time",
                    "use 5s or more"
                )
            );
        }

        if (fault is ChangeLink change)
        {
            problems.AddRange(CheckRule(GetRule(change)));
        }

        return [.. problems];
    }

    /// <summary>Returns the name of a fault that Chaos Mesh does not have; null if it has the fault.</summary>
    private static string? FindUnsupportedName(Fault fault) =>
        fault switch
        {
            CrashNode or RestartNode or CutLink => null,
            IsolateHost { BlocksInbound: true, BlocksOutbound: true } => null,
            ChangeLink change when LinkIngressFaults.Read(change.Link) is not null => null,
            FreezeNode => "freeze",
            FillDisk => "fill",
            _ => fault.ToString(),
        };

    private static ValueList<Problem> CheckRule(NodeFault rule)
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

    /// <summary>Returns true for a restart without a duration: the pods are killed, and nothing is reverted.</summary>
    private static bool IsKill(Fault fault, TimeSpan duration) => fault is RestartNode && duration == TimeSpan.Zero;

    // netem varies a delay in both directions; the jitter of an experiment only adds to the latency.
    private static NodeFault GetRule(ChangeLink change)
    {
        NodeFault fault = LinkIngressFaults.Read(change.Link)!;
        return fault with { Delay = fault.Delay + (fault.Jitter / 2), Jitter = fault.Jitter / 2 };
    }

    private TimeSpan GetDefaultDuration(TimedFault timed) =>
        timed.Fault is RestartNode ? TimeSpan.Zero : experiment.Duration - timed.At + Grace;

    private ChaosFault CreateFault(string name, TimedFault timed, TimeSpan duration)
    {
        StringBuilder text = new();
        foreach (DocumentMap document in CreateObjects(name, timed.Fault, duration))
        {
            text.Append("---\n");
            JsonText.Append(text, document);
            text.Append('\n');
        }

        return new ChaosFault(name, timed.At, timed.Fault)
        {
            Duration = duration,
            Nodes = [.. FaultRules.GetNodes(timed).Select(GetKubernetesNode)],
            Objects = text.ToString(),
        };
    }

    private IEnumerable<DocumentMap> CreateObjects(string name, Fault fault, TimeSpan duration)
    {
        DocumentMap metadata = CreateMetadata();
        return fault switch
        {
            CrashNode crash => [CreateFailure(crash.Node)],
            RestartNode restart => [IsKill(restart, duration) ? CreateKill(restart.Node) : CreateFailure(restart.Node)],
            IsolateHost isolate => [CreatePartition(isolate.Host, NetworkChaos.Map(("direction", NetworkChaos.Text("both"))))],
            CutLink cut => [CreatePartition(cut.From, NetworkChaos.GetTarget(CreateSelector(cut.To), cut.IsOneWay))],
            ChangeLink change => NetworkChaos.Create(
                name,
                metadata,
                GetRule(change),
                CreateSelector(change.First),
                CreateSelector(change.Second),
                duration
            ),
            _ => throw new UnreachableException($"'{fault}' was not checked."),
        };

        DocumentMap CreateKill(string machine) =>
            NetworkChaos.Create("PodChaos", name, metadata, "pod-kill", CreateSelector(machine), [], null);

        DocumentMap CreateFailure(string machine) =>
            NetworkChaos.Create("PodChaos", name, metadata, "pod-failure", CreateSelector(machine), [], duration);

        DocumentMap CreatePartition(string machine, DocumentMap target) =>
            NetworkChaos.Create("NetworkChaos", name, metadata, "partition", CreateSelector(machine), target, duration);
    }

    private DocumentMap CreateMetadata()
    {
        string name = experiment.Name[..Math.Min(experiment.Name.Length, MaxLabelLength)].TrimEnd('-', '_', '.');
        return NetworkChaos.Map(
            ("namespace", NetworkChaos.Text(podNamespace)),
            ("labels", NetworkChaos.Map((Label, NetworkChaos.Text(name))))
        );
    }

    private DocumentMap CreateSelector(string machine) =>
        NetworkChaos.Map(
            ("namespaces", new DocumentList([NetworkChaos.Text(podNamespace)])),
            ("nodes", new DocumentList([NetworkChaos.Text(GetKubernetesNode(machine))]))
        );

    private string GetKubernetesNode(string machine)
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
