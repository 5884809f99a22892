namespace Scalewright.Providers.Ssh.Files;

/// <summary>A file, folder or link of a folder.</summary>
/// <param name="Path">Its path below the folder, without a begin as <c>./</c>; empty: the folder itself.</param>
/// <param name="Kind">What it is.</param>
internal sealed record FolderEntry(string Path, EntryKind Kind)
{
    public UnixFileMode Mode { get; init; }

    /// <summary>Bytes of a file; 0 for all else.</summary>
    public long Size { get; init; }

    /// <summary>When it was last written, in seconds since 1970: what all file systems and archives keep.</summary>
    public long Time { get; init; }

    /// <summary>The sum of a file, the target of a link; empty for a folder.</summary>
    public string Content { get; init; } = "";

    public bool HasContentOf(FolderEntry other) => (Kind, Size, Content) == (other.Kind, other.Size, other.Content);

    /// <summary>Whether nothing of it has to be sent where the other one is.</summary>
    public bool IsLike(FolderEntry other) => HasContentOf(other) && (Mode, Time) == (other.Mode, other.Time);
}
