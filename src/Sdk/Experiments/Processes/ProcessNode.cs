using Scalewright.Clusters;

namespace Scalewright.Experiments.Processes;

/// <summary>A machine of a run: its service, its desired instances, and the last poll.</summary>
internal sealed class ProcessNode(Node node, IStreamWorker worker, BrokerReach reach)
{
    public string Name => node.Name;

    public Node Node => node;

    public IStreamWorker Worker => worker;

    public BrokerReach Reach => reach;

    /// <summary>Indicates whether the machine responds and reaches the broker.</summary>
    public bool IsUp { get; set; } = true;

    public ValueList<InstanceTicket> Wanted { get; set; } = [];

    /// <summary>Last started instances. An agent without them was restarted, and its counters are lost.</summary>
    public ValueList<InstanceTicket> Given { get; set; } = [];

    public Task<IReadOnlyList<InstanceCount>>? Look { get; set; }

    public long LookedAt { get; set; }
}

/// <summary>Identifies an instance to the broker.</summary>
/// <param name="Generation">Generation in which it was started; earlier generations are rejected.</param>
internal sealed record InstanceTicket(string Operator, int Index, long Generation);
