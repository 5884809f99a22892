using Scalewright.Clusters.Selecting;

namespace Scalewright.Clusters.Registering;

internal sealed record RegisterFile
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public RegisteredNode[]? Nodes { get; init; }

    public Dictionary<string, string[]>? Partitions { get; init; }

    public static RegisterFile From(RegisterState state) => new()
    {
        // Empty parameters are not written.
        Nodes = [.. state.Nodes.Select(node => node.Parameters.Count == 0 ? node with { Parameters = null! } : node)],
        Partitions = state.Partitions.ToDictionary(partition => partition.Id, partition => partition.Nodes.ToArray(), StringComparer.Ordinal),
    };

    /// <summary>Returns the fault of the file; null if it is valid.</summary>
    public string? Fault()
    {
        HashSet<string> names = new(StringComparer.Ordinal), addresses = new(StringComparer.Ordinal), members = new(StringComparer.Ordinal);
        foreach (RegisteredNode? node in Nodes ?? [])
        {
            if (node is not { Name.Length: > 0, Address: not null })
            {
                return "a node has no name or no address";
            }

            if (!names.Add(node.Name) || !addresses.Add(node.Address))
            {
                return $"two nodes have the name '{Printable.Escape(node.Name)}' or the address '{Printable.Escape(node.Address)}'";
            }
        }

        foreach ((string id, string?[]? nodes) in Partitions ?? [])
        {
            if (nodes is null || nodes.Any(node => node is null || !names.Contains(node)))
            {
                return $"partition '{Printable.Escape(id)}' has nodes that are not registered";
            }

            if (nodes.FirstOrDefault(node => !members.Add(node!)) is { } twice)
            {
                return $"node '{Printable.Escape(twice)}' is in two places of partitions";
            }
        }

        return null;
    }

    public RegisterState ToState() => new()
    {
        // Missing properties are read as null.
        Nodes = [.. (Nodes ?? []).Select(node => node with { Tag = node.Tag ?? "", Parameters = node.Parameters ?? ValueMap<FactValue>.Empty })],
        Partitions = [.. (Partitions ?? []).Select(partition => new RegisteredPartition(partition.Key, [.. partition.Value]))],
    };
}
