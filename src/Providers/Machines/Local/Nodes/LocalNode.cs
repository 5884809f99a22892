using System.Text.Json.Serialization;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>Record of a node in its folder.</summary>
internal sealed record LocalNode
{
    public required StoredResourceTag Mark { get; init; }

    public required LocalIsolation Isolation { get; init; }

    /// <summary>Address in the range.</summary>
    public required string Address { get; init; }

    /// <summary>Prefix length of the range in bits.</summary>
    public required int PrefixBits { get; init; }

    /// <summary>Processors shared by its programs; 0 for no limit.</summary>
    public int Cpus { get; init; }

    /// <summary>Memory in MiB shared by its programs; 0 for no limit.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>Size of its own folder in MiB; 0 for no limit.</summary>
    public int DiskMiB { get; init; }

    /// <summary>True if the node is created completely and can be used.</summary>
    public bool IsWhole { get; init; }

    [JsonIgnore]
    public string Name => Mark.Name;

    /// <summary>Converts the record to a resource; null if its tag names no owner.</summary>
    /// <param name="isThere">True if the backend resources of the node still exist.</param>
    public Resource? ToResource(string id, bool isThere = true) => Mark.ToResource(id, (IsWhole, isThere) switch
    {
        (false, _) => ResourceState.Pending,
        (_, true) => ResourceState.Ready,
        _ => ResourceState.Failed,
    });
}
