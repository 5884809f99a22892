using System.Globalization;
using Scalewright.Clusters.State;
using Scalewright.Planning;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Benchmarks.Journals;

/// <summary>Stored state of a farm with the given number of nodes, and the changes that a cluster records.</summary>
internal sealed class FarmState
{
    private const int ContainersPerNode = 6;
    private static readonly DateTimeOffset Made = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Plan _plan;
    private readonly CreateNode[] _nodes;
    private long _token;

    public FarmState(int nodes)
    {
        Profile farm = Profile
            .Create("farm")
            .WithContainerCount(nodes * ContainersPerNode)
            .WithContainersPerNode(ContainersPerNode)
            .AddNetwork("MGMT", "10.0.0.0/8")
            .Build();
        Topology topology = Topology.Create("farm").AddProfile(farm).Build();
        _plan = Planner.Plan(Topology.Empty, topology);
        _nodes = [.. _plan.Steps.OfType<CreateNode>()];
    }

    /// <summary>State of a cluster that has created all nodes.</summary>
    public ClusterState Provisioned()
    {
        ClusterState state = new();
        state.Apply(Wanted());
        foreach (PlanStep step in _plan.Steps)
        {
            state.Apply(new ClusterChange { Adopted = new AdoptionEntry(step, EntryOf(step, NextToken())) });
        }

        return state;
    }

    /// <summary>First change of a cluster: its name and its desired state.</summary>
    public ClusterChange Wanted() => new() { Name = "farm", Wanted = [.. _plan.Steps.Select(step => new StepEntry(step))] };

    /// <summary>Changes a label of a node: the intent and its result.</summary>
    /// <param name="index">Index of the node, modulo the number of nodes.</param>
    public (ClusterChange Intent, ClusterChange Result) Relabel(int index)
    {
        CreateNode node = _nodes[index % _nodes.Length];
        string token = NextToken();
        ChangeNode step = new(node.Group, node.Node, node.Node with { Labels = node.Node.Labels.With("release", token) });
        IntentEntry intent = new(token, step) { ResourceId = $"sim-{index:D8}" };
        return (
            new ClusterChange { Intents = [intent] },
            new ClusterChange { Result = new ResultEntry(token, IsDone: true) { Resource = EntryOf(step, token) } }
        );
    }

    private static ResourceEntry EntryOf(PlanStep step, string token) =>
        new(step.Target, step.Name, $"sim-{token[^8..]}", token, Made)
        {
            Group = step is CreateNode or ChangeNode ? "farm" : "",
            Digest = SpecDigest.Compute(step),
        };

    // The format of a cluster's tokens: lineage, epoch, number.
    private string NextToken() =>
        string.Create(CultureInfo.InvariantCulture, $"5f0c1b7e9a0d4c55-00000001-{Interlocked.Increment(ref _token):x8}");
}
