namespace Scalewright.Storage.Devices;

/// <summary>What a disk shall be formatted as.</summary>
public sealed record FormatOrder
{
    /// <summary>The disk's path on the server.</summary>
    public required string Device { get; init; }

    /// <summary>What it is to be: <c>mgs</c>, <c>mdt</c>, <c>ost</c>; the first of them that is named counts.</summary>
    public ValueList<string> Kinds { get; init; } = [];

    /// <summary>The type of the file system below.</summary>
    public string BackFsType { get; init; } = "ldiskfs";

    /// <summary>The name of the file system; null for a management target.</summary>
    public string? FsName { get; init; }

    /// <summary>Its index among targets of its kind; null for a management target.</summary>
    public int? Index { get; init; }

    /// <summary>The addresses of each node that serves the management target; for all but that target.</summary>
    public ValueList<ValueList<string>> MgsNodes { get; init; } = [];

    /// <summary>The addresses of the node that takes over; for a management target.</summary>
    public ValueList<string> FailNode { get; init; } = [];

    /// <summary>Options of mkfs: <c>-I</c> and <c>-i</c> count.</summary>
    public string? MkfsOptions { get; init; }
}
