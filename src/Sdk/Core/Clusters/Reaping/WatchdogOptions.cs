namespace Scalewright.Clusters.Reaping;

/// <summary>How a watchdog is started and what it does when its program is gone.</summary>
public sealed record WatchdogOptions
{
    /// <summary>How long it waits after the end of the program, in which the program may be started again; default 10 seconds.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it tries to remove what is there, 1 or more; default 10.</summary>
    public int TriesMax { get; init; } = 10;

    /// <summary>The program to start, which calls <see cref="ClusterWatchdog.TryRun(string[], Func{Providers.IProvider})"/> first; null: this one.</summary>
    public string? Program { get; init; }

    /// <summary>What that program is told beside; null: what this one was told. Others can read it: no secrets.</summary>
    public ValueList<string>? Arguments { get; init; }

    /// <summary>How long its start may take; default 30 seconds.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(30);
}
