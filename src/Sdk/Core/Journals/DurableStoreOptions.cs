namespace Scalewright.Journals;

/// <summary>How durable state is opened.</summary>
public sealed record DurableStoreOptions
{
    /// <summary>Who opens it, as <see cref="LocalFileSystem.DescribeHolder"/> says.</summary>
    public required LockHolder Holder { get; init; }

    /// <summary>Where the lineage of a new state and the id of the lock are drawn from. Used while opening only.</summary>
    public required Random Chance { get; init; }

    /// <summary>Time for leases and deadlines; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The lineage the caller knows of; null when any is right.</summary>
    public Lineage? ExpectedLineage { get; init; }

    /// <summary>The lowest epoch this holder may have, as when a lost state is rebuilt from what carries its tags; default 1.</summary>
    public long EpochMin { get; init; } = 1;

    /// <summary>How far the caller knows the state to have come, from a source outside of its folder; null for nothing known.</summary>
    public StateMark? KnownMark { get; init; }

    /// <summary>Go on with a copy that is older than the state once was. What exists must be compared with it before anything is made.</summary>
    public bool AcceptOlder { get; init; }

    /// <summary>Go on where the disk knows no locks; the epoch alone then keeps two holders apart.</summary>
    public bool AllowUnlockedState { get; init; }

    /// <summary>Refuse files that others may read, instead of taking their rights away with a warning.</summary>
    public bool StrictAccess { get; init; }

    /// <summary>The id of a lock to break; null for none. Its holder is fenced off.</summary>
    public string? BreakLock { get; init; }

    /// <summary>Take a lock over whose lease has ended. Its holder is fenced off.</summary>
    public bool TakeOverEndedLease { get; init; }

    /// <summary>How long a holder is left alone without a sign of life; default 30 seconds.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one flush of the disk may take; default 30 seconds.</summary>
    public TimeSpan DiskDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of journal after which a snapshot is taken; default 4 MiB. Never less than the size of the last snapshot.</summary>
    public long SnapshotAfterBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes of changes that may wait for the disk; more callers wait for their turn. Default 16 MiB.</summary>
    public long PendingBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes kept free for a full disk; default 1 MiB, 0 for none.</summary>
    public int ReserveBytes { get; init; } = 1024 * 1024;
}
