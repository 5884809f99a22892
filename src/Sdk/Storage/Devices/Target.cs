namespace Scalewright.Storage.Devices;

/// <summary>A target of a Lustre file system, as its disk holds it.</summary>
public sealed record Target
{
    /// <summary><c>MGS</c>, <c>fs-MDT0000</c> or <c>fs-OST0000</c>.</summary>
    public required string Label { get; init; }

    /// <summary>Its id.</summary>
    public required string Uuid { get; init; }

    /// <summary>The key of its management target: the sorted addresses of the nodes that may serve it.</summary>
    public required string MgsNode { get; init; }

    /// <summary>The name of its file system; null for a management target.</summary>
    public string? FsName { get; init; }

    /// <summary>The type of the file system below.</summary>
    public required string BackFsType { get; init; }

    /// <summary>Its index among targets of its kind; null for a management target.</summary>
    public int? Index { get; init; }

    /// <summary>The first address of the server that registered it; null before.</summary>
    public string? PrimaryNid { get; init; }

    /// <summary>Whether its management target lists it.</summary>
    public bool IsRegistered { get; init; }
}
