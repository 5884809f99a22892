namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>What a machine of a cluster is like.</summary>
internal sealed record ClusterNode
{
    public string Uid { get; init; } = "";

    public NodeArchitecture? Architecture { get; init; }

    public NodeMemory? MainMemory { get; init; }
}
