namespace StorageSample.Managing.Records;

/// <summary>Target of a file system, mounted on one of two servers.</summary>
internal sealed record TargetRecord(int Id, int FilesystemId, string Kind, int Index, string Name)
{
    public const string Mgt = "MGT";
    public const string Mdt = "MDT";
    public const string Ost = "OST";

    public required string VolumeSerial { get; init; }

    public required string DevicePath { get; init; }

    public required int PrimaryHostId { get; init; }

    public int? SecondaryHostId { get; init; }

    public string Uuid { get; init; } = "";

    /// <summary>State: <c>unformatted</c>, <c>formatted</c>, <c>unmounted</c> or <c>mounted</c>.</summary>
    public string State { get; init; } = Unformatted;

    /// <summary>Server it is mounted on; null for none.</summary>
    public int? ActiveHostId { get; init; }

    /// <summary>Time of the last change by a command, in the manager's time; null: never.</summary>
    public DateTimeOffset? NotedAt { get; init; }

    public const string Unformatted = "unformatted";
    public const string Formatted = "formatted";
    public const string Unmounted = "unmounted";
    public const string Mounted = "mounted";

    public string HaLabel => $"{Name}_{Id}";

    public string MountPoint => $"/mnt/{Name}";
}
