using Scalewright.Agents.BuiltIn;
using Scalewright.Clusters.Registry;
using Scalewright.Topologies;

namespace Scalewright.Clusters.Selection;

/// <summary>Facts of one of several nodes.</summary>
/// <param name="Node">The node.</param>
/// <param name="Host">Facts that the node reports; null if it could not be queried.</param>
/// <param name="Problem">Reason why the node could not be queried; otherwise null.</param>
/// <remarks>
/// <see cref="Facts"/> contains <c>name</c>, <c>group</c>, <c>cloud</c>, <c>image</c> and <c>label.NAME</c> of the
/// topology. It contains <c>hostname</c>, <c>arch</c>, <c>kernel</c>, <c>system</c>, <c>cpu_vendor_id</c>,
/// <c>cpu_model_name</c>, <c>disk_mib</c>, <c>free_disk_mib</c>, <c>disk_percent</c>, <c>cpus</c> and <c>memory_mib</c>
/// as reported by the node. The last two fall back to the topology, except for default values of a node that could not
/// be queried. With a register it contains the registered <c>tag</c>, <c>address</c> and <c>parameter.NAME</c>. Unknown
/// facts are absent.
/// </remarks>
public sealed record NodeFacts(Node Node, HostFacts? Host, Problem? Problem)
{
    private static readonly NodeHardware Defaults = new();

    /// <summary>All facts by name.</summary>
    public ValueMap<FactValue> Facts { get; private init; } = ValueMap<FactValue>.Empty;

    internal static NodeFacts Create(Node node, HostFacts? host, Problem? problem, RegisteredNode? registered)
    {
        Dictionary<string, FactValue> facts = new(StringComparer.Ordinal);
        foreach ((string name, string text) in GetTexts(node, host, registered))
        {
            if (text.Length > 0)
            {
                facts[name] = FactValue.From(text);
            }
        }

        NodeHardware desired = node.Spec.Hardware;
        Size("cpus", host?.Cpus, desired.Cpus, Defaults.Cpus);
        Size("memory_mib", host?.MemoryMiB, desired.MemoryMiB, Defaults.MemoryMiB);
        if (host is { DiskMiB: > 0 })
        {
            facts["disk_mib"] = FactValue.From(host.DiskMiB);
            facts["free_disk_mib"] = FactValue.From(host.FreeDiskMiB);
            facts["disk_percent"] = FactValue.From(host.DiskPercent);
        }

        foreach ((string name, FactValue value) in registered?.Facts ?? ValueMap<FactValue>.Empty)
        {
            facts[$"parameter.{name}"] = value;
        }

        return new NodeFacts(node, host, problem) { Facts = facts.ToValueMap(), Absence = FindAbsence(node.State, problem) };

        // A machine that existed before its topology may have another size than the default.
        void Size(string name, long? reported, long requested, long unwritten)
        {
            if (reported > 0 || host is not null || requested != unwritten)
            {
                facts[name] = FactValue.From(reported > 0 ? reported.Value : requested);
            }
        }
    }

    /// <summary>Reason why the node was unavailable; null if it was available, even without facts.</summary>
    internal string? Absence { get; private init; }

    internal NodeCandidate ToCandidate() => new(Node.Name, Facts);

    private static string? FindAbsence(NodeState state, Problem? problem) =>
        (state, problem) switch
        {
            (NodeState.Ready, null) => null,
            (NodeState.Ready, _) when HasResponded(problem) => null,
            (NodeState.Ready, _) => $"it cannot be queried: {problem.Message}",
            (_, null) => $"it is {state}",
            _ => problem.Code == ProblemCode.NodeUnavailable ? $"it is {state}" : $"it is {state}: {problem.Message}",
        };

    private static bool HasResponded(Problem problem) =>
        problem.Code == ProblemCode.AgentCallFailed || problem.Code == ProblemCode.AgentMismatch;

    /// <summary>Adds to each mismatch why the node could not be queried, because facts may then be unknown.</summary>
    internal static ValueMap<string> Explain(ValueMap<string> mismatches, ValueList<NodeFacts> facts) =>
        facts
            .Where(facts => mismatches.ContainsKey(facts.Node.Name))
            .ToDictionary(
                facts => facts.Node.Name,
                facts =>
                    facts.Problem is { } problem
                        ? $"{mismatches[facts.Node.Name]}, and could not be queried: {problem.Message}"
                        : mismatches[facts.Node.Name],
                StringComparer.Ordinal
            )
            .ToValueMap();

    private static IEnumerable<(string Name, string Text)> GetTexts(Node node, HostFacts? host, RegisteredNode? registered) =>
        [
            .. node.Spec.Labels.Select(static label => ($"label.{label.Key}", label.Value)),
            ("name", node.Name),
            ("group", node.Group),
            ("cloud", node.Spec.Cloud),
            ("image", node.Spec.Hardware.Image),
            ("hostname", host?.HostName ?? ""),
            ("arch", host?.Architecture ?? ""),
            ("kernel", host?.KernelVersion ?? ""),
            ("system", host?.OperatingSystem ?? ""),
            ("cpu_vendor_id", host?.CpuVendor ?? ""),
            ("cpu_model_name", host?.CpuModel ?? ""),
            ("tag", registered?.Tag ?? ""),
            ("address", registered?.Address ?? ""),
        ];
}
