namespace Scalewright.Clusters.Registering;

/// <summary>A register as JSON.</summary>
internal sealed record RegisterFile
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public RegisteredNode[]? Nodes { get; init; }

    public Dictionary<string, string[]>? Partitions { get; init; }

    public static RegisterFile From(RegisterState state) => new()
    {
        Nodes = [.. state.Nodes],
        Partitions = state.Partitions.ToDictionary(partition => partition.Id, partition => partition.Nodes.ToArray(), StringComparer.Ordinal),
    };

    public RegisterState ToState() => new()
    {
        Nodes = [.. Nodes ?? []],
        Partitions = [.. (Partitions ?? []).Select(partition => new RegisteredPartition(partition.Key, [.. partition.Value]))],
    };
}
