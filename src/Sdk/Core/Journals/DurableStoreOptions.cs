namespace Scalewright.Journals;

/// <summary>Options for opening durable state.</summary>
public sealed record DurableStoreOptions
{
    /// <summary>Identity of the lease holder, from <see cref="LocalFileSystem.CreateLockHolder"/>.</summary>
    public required LockHolder LockHolder { get; init; }

    /// <summary>Random source for the lineage of a new state and the lock ID. Used only during opening.</summary>
    public required Random Random { get; init; }

    /// <summary>Time source for leases and timeouts. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Expected lineage. Null accepts any lineage.</summary>
    public Lineage? ExpectedLineage { get; init; }

    /// <summary>Minimum epoch of this lease holder, to rebuild a state from tagged resources. Default 1.</summary>
    public long MinEpoch { get; init; } = 1;

    /// <summary>Position of the state known from a source outside of the folder; null if unknown.</summary>
    public StateWatermark? KnownWatermark { get; init; }

    /// <summary>Accepts an older copy. Compare it with existing resources before creating any.</summary>
    public bool AllowOlderState { get; init; }

    /// <summary>Accepts disks without file locks. Only the epoch then fences an earlier lease holder.</summary>
    public bool AllowUnlockedState { get; init; }

    /// <summary>
    /// Rejects files that other users can access, instead of removing those permissions with a warning.
    /// </summary>
    public bool RequireStrictPermissions { get; init; }

    /// <summary>ID of a lock to break; null for none. Its holder is fenced.</summary>
    public string? ForceUnlockId { get; init; }

    /// <summary>Takes over a lock with an expired lease. Its holder is fenced.</summary>
    public bool AllowExpiredLeaseTakeover { get; init; }

    /// <summary>Lease duration: time without renewal until another process may take over. Default 30 seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Timeout of one flush of the disk. Default 30 seconds.</summary>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Number of journal bytes after which a snapshot is taken, at least the size of the last snapshot. Default 4 MiB.
    /// </summary>
    public long SnapshotAfterBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Maximum number of bytes of changes that wait for the disk; then, further callers wait. Default 16 MiB.
    /// </summary>
    public long MaxPendingBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Number of bytes reserved for a full disk. Default 1 MiB; 0 disables the reserve.</summary>
    public int ReserveBytes { get; init; } = 1024 * 1024;
}
