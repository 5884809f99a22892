namespace Scalewright.Storage.Managing.Book;

/// <summary>A target of a file system: something mounted on one of two servers.</summary>
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

    /// <summary><c>unformatted</c>, <c>formatted</c>, <c>unmounted</c> or <c>mounted</c>.</summary>
    public string State { get; init; } = Unformatted;

    /// <summary>The server it is mounted on; null for none.</summary>
    public int? ActiveHostId { get; init; }

    /// <summary>When a command last noted something of it, by the manager's clock; null: none did.</summary>
    public DateTimeOffset? NotedAt { get; init; }

    public const string Unformatted = "unformatted";
    public const string Formatted = "formatted";
    public const string Unmounted = "unmounted";
    public const string Mounted = "mounted";

    /// <summary>Its name in the high-availability cluster.</summary>
    public string HaLabel => $"{Name}_{Id}";

    public string MountPoint => $"/mnt/{Name}";
}
