namespace Scalewright.Clusters.Reaping;

/// <summary>Options of a watchdog.</summary>
public sealed record WatchdogOptions
{
    /// <summary>Delay between the exit of the program and the removal of the cluster, so that the program can
    /// restart. Default 10 seconds.</summary>
    public TimeSpan CleanupDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Maximum number of attempts to remove the cluster, 1 or more. Default 10.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>
    /// Program to start, which calls <see cref="ClusterWatchdog.TryRun(string[], Func{Providers.IProvider})"/> first;
    /// null: this program.
    /// </summary>
    public string? Program { get; init; }

    /// <summary>
    /// Additional arguments; null: those of this program. Must not contain secrets, because other users can read them.
    /// </summary>
    public ValueList<string>? Arguments { get; init; }

    /// <summary>Timeout for starting the watchdog. Default 30 seconds.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
