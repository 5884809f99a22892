namespace Scalewright.Storage.Hsm;

/// <summary>Hands the archive work of a file system to copytools.</summary>
/// <param name="FsName">The file system.</param>
/// <param name="IsEnabled">Whether it hands out work.</param>
public sealed record Coordinator(string FsName, bool IsEnabled)
{
    /// <summary>How often its work was purged.</summary>
    public int PurgeCount { get; init; }

    /// <summary>The target that it is part of.</summary>
    public string Mdt => FsName + "-MDT0000";
}
