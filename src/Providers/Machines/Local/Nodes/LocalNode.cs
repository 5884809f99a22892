using System.Text.Json.Serialization;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>Record of a node in its folder.</summary>
internal sealed record LocalNode
{
    public required StoredResourceTag Mark { get; init; }

    public required LocalIsolation Isolation { get; init; }

    /// <summary>Address of the node in the address range.</summary>
    public required string Address { get; init; }

    /// <summary>Prefix length of the address range in bits.</summary>
    public required int PrefixBits { get; init; }

    /// <summary>Processors shared by the node's programs; 0 for no limit.</summary>
    public int Cpus { get; init; }

    /// <summary>Memory in MiB shared by the node's programs; 0 for no limit.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>Size of the node's folder in MiB; 0 for no limit.</summary>
    public int DiskMiB { get; init; }

    /// <summary>True if the creation of the node is complete.</summary>
    [JsonPropertyName("is_whole")]
    public bool IsComplete { get; init; }

    [JsonIgnore]
    public string Name => Mark.Name;

    /// <summary>Converts the record to a resource; null if its tag has no valid owner.</summary>
    /// <param name="exists">True if the backend resources of the node still exist.</param>
    public Resource? ToResource(string id, bool exists = true) =>
        Mark.ToResource(
            id,
            (IsComplete, exists) switch
            {
                (false, _) => ResourceState.Pending,
                (_, true) => ResourceState.Ready,
                _ => ResourceState.Failed,
            }
        );
}
