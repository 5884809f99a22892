using Scalewright.Clusters;

namespace Scalewright.Experiments.Processes;

/// <summary>Machine of a run: its worker service, its desired instances, and the current poll.</summary>
internal sealed class ProcessNode(Node node, IStreamWorker worker, BrokerConnectivity connectivity)
{
    public string Name => node.Name;

    public Node Node => node;

    public IStreamWorker Worker => worker;

    /// <summary>Monitors the connection between the machine and the broker.</summary>
    public BrokerConnectivity Connectivity => connectivity;

    /// <summary>Indicates whether the machine responds and reaches the broker.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>Desired instances.</summary>
    public ValueList<InstanceIdentity> Desired { get; set; } = [];

    /// <summary>
    /// Instances of the last start request. An agent that does not report them was restarted and lost its counters.
    /// </summary>
    public ValueList<InstanceIdentity> Requested { get; set; } = [];

    /// <summary>Pending poll of the instance counters; null if no poll is pending.</summary>
    public Task<IReadOnlyList<InstanceCount>>? Poll { get; set; }

    /// <summary>Timestamp of the start of the last poll.</summary>
    public long PolledAt { get; set; }
}

/// <summary>Identifies an instance to the broker.</summary>
/// <param name="Generation">Generation in which it was started; earlier generations are rejected.</param>
internal sealed record InstanceIdentity(string Operator, int Index, long Generation);
