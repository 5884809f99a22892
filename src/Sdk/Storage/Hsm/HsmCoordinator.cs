namespace Scalewright.Storage.Hsm;

/// <summary>Assigns the HSM requests of a file system to copytools.</summary>
/// <param name="FsName">Name of the file system.</param>
/// <param name="IsEnabled">True if it assigns requests.</param>
public sealed record HsmCoordinator(string FsName, bool IsEnabled)
{
    /// <summary>Number of times its requests were purged.</summary>
    public int PurgeCount { get; init; }

    /// <summary>Metadata target that hosts the coordinator.</summary>
    public string Mdt => FsName + "-MDT0000";
}
