namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>Who has which machine, and when.</summary>
internal sealed record ClusterStatus
{
    /// <summary>By the machine's full name. Null: the answer is no status.</summary>
    public Dictionary<string, NodeStatus>? Nodes { get; init; }
}
