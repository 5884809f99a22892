namespace Scalewright.Storage.Devices;

/// <summary>Request to format a disk as a target.</summary>
public sealed record FormatRequest
{
    /// <summary>Path of the disk on the server.</summary>
    public required string Device { get; init; }

    /// <summary>Kinds of target: <c>mgs</c>, <c>mdt</c>, <c>ost</c>. The first kind applies.</summary>
    public ValueList<string> TargetKinds { get; init; } = [];

    /// <summary>Type of the backing file system.</summary>
    public string BackFsType { get; init; } = "ldiskfs";

    /// <summary>Name of the file system; null for a management target.</summary>
    public string? FsName { get; init; }

    /// <summary>Index among targets of the same kind; null for a management target.</summary>
    public int? Index { get; init; }

    /// <summary>Addresses of each node that serves the management target; empty for that target itself.</summary>
    public ValueList<ValueList<string>> MgsNodes { get; init; } = [];

    /// <summary>Addresses of the failover node, for a management target.</summary>
    public ValueList<string> FailNode { get; init; } = [];

    /// <summary>Options of mkfs. Only <c>-I</c> and <c>-i</c> have an effect.</summary>
    public string? MkfsOptions { get; init; }
}
