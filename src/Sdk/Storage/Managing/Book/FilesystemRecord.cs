namespace Scalewright.Storage.Managing.Book;

/// <summary>A file system.</summary>
internal sealed record FilesystemRecord(int Id, string Name)
{
    public const string Creating = "unavailable";
    public const string Available = "available";
    public const string Stopped = "stopped";

    public string State { get; init; } = Creating;
}
