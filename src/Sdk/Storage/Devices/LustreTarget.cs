namespace Scalewright.Storage.Devices;

/// <summary>Target of a Lustre file system, as stored on its disk.</summary>
public sealed record LustreTarget
{
    /// <summary>Label: <c>MGS</c>, <c>fs-MDT0000</c> or <c>fs-OST0000</c>.</summary>
    public required string Label { get; init; }

    /// <summary>ID of the target.</summary>
    public required string Uuid { get; init; }

    /// <summary>Key of its management target: the sorted addresses of the nodes that can serve it.</summary>
    public required string MgsNode { get; init; }

    /// <summary>Name of its file system; null for a management target.</summary>
    public string? FsName { get; init; }

    /// <summary>Type of the backing file system.</summary>
    public required string BackFsType { get; init; }

    /// <summary>Index among targets of the same kind; null for a management target.</summary>
    public int? Index { get; init; }

    /// <summary>First address of the server that registered it; null before registration.</summary>
    public string? PrimaryNid { get; init; }

    /// <summary>True if it is registered at its management target.</summary>
    public bool IsRegistered { get; init; }
}
