using Scalewright.Clusters.Selection;

namespace Scalewright.Clusters.Registry;

internal sealed record NodeRegistryFile
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public RegisteredNode[]? Nodes { get; init; }

    public Dictionary<string, string[]>? Partitions { get; init; }

    public static NodeRegistryFile From(NodeRegistryState state) =>
        new()
        {
            // Empty parameters are not written.
            Nodes = [.. state.Nodes.Select(node => node.Facts.Count == 0 ? node with { Facts = null! } : node)],
            Partitions = state.Partitions.ToDictionary(
                partition => partition.Id,
                partition => partition.Nodes.ToArray(),
                StringComparer.Ordinal
            ),
        };

    /// <summary>Returns the fault of the file; null if it is valid.</summary>
    public string? FindProblem()
    {
        HashSet<string> names = new(StringComparer.Ordinal),
            addresses = new(StringComparer.Ordinal),
            members = new(StringComparer.Ordinal);
        foreach (RegisteredNode? node in Nodes ?? [])
        {
            if (node is not { Name.Length: > 0, Address: not null })
            {
                return "a node has no name or no address";
            }

            if (!names.Add(node.Name) || !addresses.Add(node.Address))
            {
                return $"two nodes have the name '{TextEscaping.Escape(node.Name)}' or the address "
                    + $"'{TextEscaping.Escape(node.Address)}'";
            }
        }

        foreach ((string id, string?[]? nodes) in Partitions ?? [])
        {
            if (nodes is null || nodes.Any(node => node is null || !names.Contains(node)))
            {
                return $"partition '{TextEscaping.Escape(id)}' has nodes that are not registered";
            }

            if (nodes.FirstOrDefault(node => !members.Add(node!)) is { } duplicate)
            {
                return $"node '{TextEscaping.Escape(duplicate)}' occurs twice in the partitions";
            }
        }

        return null;
    }

    public NodeRegistryState ToState() =>
        new()
        {
            // Missing properties are read as null.
            Nodes = [.. (Nodes ?? []).Select(node => node with { Tag = node.Tag ?? "", Facts = node.Facts ?? ValueMap<FactValue>.Empty })],
            Partitions = [.. (Partitions ?? []).Select(partition => new RegisteredPartition(partition.Key, [.. partition.Value]))],
        };
}
