using System.Text.Json.Serialization;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>What a node's folder says of it: whose it is, as what, and where.</summary>
internal sealed record LocalNode
{
    /// <summary>Whose it is and as what.</summary>
    public required ResourceMark Mark { get; init; }

    public required LocalIsolation Isolation { get; init; }

    /// <summary>Its address in the range.</summary>
    public required string Address { get; init; }

    /// <summary>Bits of the range's prefix.</summary>
    public required int PrefixBits { get; init; }

    /// <summary>Processors that its programs may use together; 0: no limit.</summary>
    public int Cpus { get; init; }

    /// <summary>Memory in MiB that its programs may use together; 0: no limit.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>Size of its own folder in MiB; 0: no limit.</summary>
    public int DiskMiB { get; init; }

    /// <summary>Whether all of it was made: it may be used.</summary>
    public bool IsWhole { get; init; }

    [JsonIgnore]
    public string Name => Mark.Name;

    /// <param name="isThere">Whether what was made of it is still there.</param>
    /// <returns>Null when its mark names no owner.</returns>
    public Resource? ToResource(string id, bool isThere = true) => Mark.ToResource(id, !IsWhole ? ResourceState.Pending : isThere ? ResourceState.Ready : ResourceState.Failed);
}
