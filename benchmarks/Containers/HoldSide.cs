namespace Benchmarks.Containers;

/// <summary>Program whose process is killed.</summary>
internal enum HoldSide
{
    /// <summary>An ephemeral cluster with a watchdog.</summary>
    Watchdog,

    /// <summary>An ephemeral cluster without a watchdog.</summary>
    NoWatchdog,

    /// <summary>Testcontainers without its container that removes others.</summary>
    Testcontainers,
}
