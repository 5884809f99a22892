using Scalewright.Clusters;

namespace Scalewright.Experiments.Processes;

/// <summary>A machine of a run: its service, its desired instances, and the last poll.</summary>
internal sealed class ProcessNode(Node node, IStreamWorker worker, BrokerConnectivity reach)
{
    public string Name => node.Name;

    public Node Node => node;

    public IStreamWorker Worker => worker;

    public BrokerConnectivity NodeAddressSelector => reach;

    /// <summary>Indicates whether the machine responds and reaches the broker.</summary>
    public bool IsUp { get; set; } = true;

    public ValueList<InstanceIdentity> Wanted { get; set; } = [];

    /// <summary>Last started instances. An agent without them was restarted, and its counters are lost.</summary>
    public ValueList<InstanceIdentity> Given { get; set; } = [];

    public Task<IReadOnlyList<InstanceCount>>? Look { get; set; }

    public long LookedAt { get; set; }
}

/// <summary>Identifies an instance to the broker.</summary>
/// <param name="Generation">Generation in which it was started; earlier generations are rejected.</param>
internal sealed record InstanceIdentity(string Operator, int Index, long Generation);
