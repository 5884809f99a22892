using Scalewright.Journals;

namespace StorageSample.Managing;

/// <summary>Options of a storage manager. The defaults match the real manager, except for the password.</summary>
/// <remarks>The real manager has a well-known default password; here it is required.</remarks>
internal sealed record StorageManagerOptions
{
    /// <summary>Time source. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>State folder. Default null: state is kept in memory only.</summary>
    public string? Folder { get; init; }

    /// <summary>File system that contains the folder, for example a simulated one. Default null: this
    /// machine's.</summary>
    public IFileSystem? Files { get; init; }

    /// <summary>Allows a state that is older than the last known one, for example after a truncated journal. Default
    /// false.</summary>
    public bool AllowOlderState { get; init; }

    /// <summary>ID of a lock in the folder to break, for a holder that is permanently gone. Default null.</summary>
    /// <remarks>After that, the holder can no longer write.</remarks>
    public string? BreakLockId { get; init; }

    /// <summary>Reads the folder without locking or changing it. Changes stay in memory. Default false.</summary>
    /// <remarks>The folder is rejected as usual, except that a lock of another process is ignored.</remarks>
    public bool IsDryRun { get; init; }

    /// <summary>Random source for secrets and IDs. Default null: the system's random number generator.</summary>
    /// <remarks>A seeded source makes runs reproducible and secrets predictable.</remarks>
    public Random? Random { get; init; }

    /// <summary>Version of the manager. Default 3.0.1.</summary>
    /// <remarks>Agents of another major version or a newer minor version are rejected.</remarks>
    public string Version { get; init; } = "3.0.1";

    /// <summary>Time for which a poll is held while there are no messages. Default 30 seconds.</summary>
    public TimeSpan LongPollTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Timeout of a command. Default 600 seconds.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Maximum number of messages per second that each service processes. Default null: unlimited.</summary>
    public int? MaxMessagesPerSecond { get; init; }

    /// <summary>True to set up registered servers; else their command has no steps. Default true.</summary>
    public bool ConfiguresHosts { get; init; } = true;

    /// <summary>True to accept simulated storage controllers. Default true.</summary>
    public bool AllowSimulatedControllers { get; init; } = true;

    /// <summary>Name of the only user. Default <c>admin</c>.</summary>
    public string UserName { get; init; } = "admin";

    /// <summary>Password of the user. Required, not empty.</summary>
    public required string Password { get; init; }
}
