using Scalewright.Clusters;

namespace Scalewright.Experiments.Processes;

/// <summary>A machine of a run: its service, what it is expected to do, and the last look at it.</summary>
internal sealed class ProcessNode(Node node, IStreamWorker worker, BrokerReach reach)
{
    public string Name => node.Name;

    public Node Node => node;

    public IStreamWorker Worker => worker;

    /// <summary>Whether it reaches the broker.</summary>
    public BrokerReach Reach => reach;

    /// <summary>Whether it answers, and reaches the broker.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>The instances that it shall have.</summary>
    public ValueList<InstanceTicket> Wanted { get; set; } = [];

    /// <summary>The last instances that it was given: an agent that does not know them began anew, and what it had counted is gone.</summary>
    public ValueList<InstanceTicket> Given { get; set; } = [];

    /// <summary>The look at it that is under way, and since when; null: none is.</summary>
    public Task<IReadOnlyList<InstanceCount>>? Look { get; set; }

    /// <summary>When that look began.</summary>
    public long LookedAt { get; set; }
}

/// <summary>Which instance speaks to the broker.</summary>
/// <param name="Index">Its index, from 0.</param>
/// <param name="Generation">The generation that it was started in: an earlier one counts no more.</param>
internal sealed record InstanceTicket(string Operator, int Index, long Generation);
