using Scalewright.Agents.BuiltIn;
using Scalewright.Clusters.Registering;
using Scalewright.Topologies;

namespace Scalewright.Clusters.Selecting;

/// <summary>What is known of one of many nodes.</summary>
/// <param name="Node">The node.</param>
/// <param name="Host">What it tells of itself; null when it could not be asked.</param>
/// <param name="Problem">Why it could not; null when it could.</param>
/// <remarks><see cref="Facts"/> has <c>name</c>, <c>group</c>, <c>cloud</c>, <c>image</c> and <c>label.NAME</c> as the topology has them; <c>hostname</c>, <c>arch</c>, <c>kernel</c>, <c>system</c>,
/// <c>cpu_vendor_id</c>, <c>cpu_model_name</c>, <c>cpus</c> and <c>memory_mib</c> as the node tells them, the last two as the topology wants them where it does not, but for defaults of a node that could not be asked;
/// and, of a cluster with a register,
/// <c>tag</c>, <c>address</c> and <c>parameter.NAME</c> as they are registered. What is not known is not there.</remarks>
public sealed record NodeFacts(Node Node, HostFacts? Host, Problem? Problem)
{
    private static readonly NodeHardware Defaults = new();

    /// <summary>All of it by name.</summary>
    public ValueMap<FactValue> Facts { get; private init; } = ValueMap<FactValue>.Empty;

    internal static NodeFacts Of(Node node, HostFacts? host, Problem? problem, RegisteredNode? registered)
    {
        Dictionary<string, FactValue> facts = new(StringComparer.Ordinal);
        foreach ((string name, string text) in TextsOf(node, host, registered))
        {
            if (text.Length > 0)
            {
                facts[name] = FactValue.Of(text);
            }
        }

        NodeHardware wanted = node.Spec.Hardware;
        Size("cpus", host?.Cpus, wanted.Cpus, Defaults.Cpus);
        Size("memory_mib", host?.MemoryMiB, wanted.MemoryMiB, Defaults.MemoryMiB);
        foreach ((string name, FactValue value) in registered?.Parameters ?? ValueMap<FactValue>.Empty)
        {
            facts[$"parameter.{name}"] = value;
        }

        return new NodeFacts(node, host, problem) { Facts = facts.ToValueMap(), Absence = AbsenceOf(node.State, problem) };

        // A machine that was there before its topology is not as large as a default says.
        void Size(string name, long? told, long asked, long unwritten)
        {
            if (told > 0 || host is not null || asked != unwritten)
            {
                facts[name] = FactValue.Of(told > 0 ? told.Value : asked);
            }
        }
    }

    /// <summary>Why it was not there to be chosen when it was asked; null: it was. One that answered and tells nothing fits where nobody needs to ask it.</summary>
    internal string? Absence { get; private init; }

    internal NodeCandidate ToCandidate() => new(Node.Name, Facts);

    private static string? AbsenceOf(NodeState state, Problem? problem) => (state, problem) switch
    {
        (NodeState.Ready, null) => null,
        (NodeState.Ready, _) => Answered(problem) ? null : $"it cannot be asked: {problem.Found}",
        (_, null) => $"it is {state}",
        _ => problem.Code == ProblemCode.NoNode ? $"it is {state}" : $"it is {state}: {problem.Found}",
    };

    private static bool Answered(Problem problem) => problem.Code == ProblemCode.AgentFault || problem.Code == ProblemCode.AgentMismatch;

    /// <summary>Why nodes do not fit, and, of those that could not be asked, why not: what they lack may be only unknown.</summary>
    internal static ValueMap<string> Explain(ValueMap<string> misfits, ValueList<NodeFacts> facts) => facts
        .Where(found => misfits.ContainsKey(found.Node.Name))
        .ToDictionary(
            found => found.Node.Name,
            found => found.Problem is { } problem ? $"{misfits[found.Node.Name]}, and could not be asked: {problem.Found}" : misfits[found.Node.Name],
            StringComparer.Ordinal)
        .ToValueMap();

    private static IEnumerable<(string Name, string Text)> TextsOf(Node node, HostFacts? host, RegisteredNode? registered) =>
    [
        .. node.Spec.Labels.Select(static label => ($"label.{label.Key}", label.Value)),
        ("name", node.Name),
        ("group", node.Group),
        ("cloud", node.Spec.Cloud),
        ("image", node.Spec.Hardware.Image),
        ("hostname", host?.HostName ?? ""),
        ("arch", host?.Architecture ?? ""),
        ("kernel", host?.Kernel ?? ""),
        ("system", host?.System ?? ""),
        ("cpu_vendor_id", host?.CpuVendor ?? ""),
        ("cpu_model_name", host?.CpuModel ?? ""),
        ("tag", registered?.Tag ?? ""),
        ("address", registered?.Address ?? ""),
    ];
}
