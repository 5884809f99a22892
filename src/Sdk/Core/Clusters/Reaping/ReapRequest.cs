using Scalewright.Journals;

namespace Scalewright.Clusters.Reaping;

/// <summary>What a reaper may remove. Without a lineage and a cluster: only what has expired.</summary>
public sealed record ReapRequest
{
    /// <summary>The lineage whose resources go, whatever their age: whoever names it speaks for that state. Null: none in particular.</summary>
    public Lineage? Lineage { get; init; }

    /// <summary>The name of the clusters whose resources go; null: any name. Without a lineage, what was made since a second before the reaper began stays (<see cref="ReapReport.JustMade"/>).</summary>
    public string? Cluster { get; init; }

    /// <summary>Leaves what is younger; null: no matter how old.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>Only says what would be removed. Default false.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The file that gets what could not be removed, and is deleted when nothing is left; null: none.</summary>
    public string? LeakedFile { get; init; }

    /// <summary>How often removing is tried, 1 or more; default 10.</summary>
    public int TriesMax { get; init; } = 10;

    /// <summary>The first pause between two tries; each further one is twice as long, with jitter, up to a minute. Default 1 second.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The disk of the file and of the state; null: the place's own when it has one, as the simulation does, else this machine's.</summary>
    public IFileSystem? Files { get; init; }

    internal RetryOptions Retry => new() { RoundsMax = TriesMax - 1, Pause = Pause };
}
