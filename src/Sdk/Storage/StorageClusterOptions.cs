using Scalewright.Journals;

namespace Scalewright.Storage;

/// <summary>Storage options of a simulated storage cluster.</summary>
public sealed record StorageClusterOptions
{
    /// <summary>State folder. Default null: state is kept in memory only.</summary>
    public string? Folder { get; init; }

    /// <summary>File system that contains the folder. Default null: the file system of this machine.</summary>
    public IFileSystem? Files { get; init; }

    /// <summary>Time source. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Seed of all randomness: IDs, load statistics, HSM requests. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Allows a state that is older than the last known one, for example after a truncated journal. Default
    /// false.</summary>
    public bool AllowOlderState { get; init; }

    /// <summary>ID of a lock in the folder to break, for a holder that is permanently gone. Default null.</summary>
    /// <remarks>After that, the holder can no longer write.</remarks>
    public string? BreakLockId { get; init; }

    /// <summary>Reads the folder without locking or changing it. Changes stay in memory. Default false.</summary>
    /// <remarks>The folder is rejected as usual, except that a lock of another process is ignored.</remarks>
    public bool IsDryRun { get; init; }
}
