using Scalewright.Journals;

namespace Scalewright.Storage;

/// <summary>Where a simulated storage cluster lives.</summary>
public sealed record StorageClusterOptions
{
    /// <summary>The folder of its state; null, the default, for memory alone.</summary>
    public string? Folder { get; init; }

    /// <summary>The disk of the folder; null, the default, for this machine's.</summary>
    public IFileSystem? Files { get; init; }

    /// <summary>Its time; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The seed of all chance: ids, load figures, archive work; default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Go on where the folder has less than it once had, as after a journal was cut; default false.</summary>
    public bool AcceptOlder { get; init; }

    /// <summary>The id of a lock of the folder to break, whose holder is gone for good; null, the default, for none. That holder writes nothing any more.</summary>
    public string? BreakLock { get; init; }

    /// <summary>Read the folder and change nothing there: no lock is taken, no byte is written, and all that happens to the cluster stays in memory. What the folder would be refused for is
    /// refused, save that another holds it. Default false.</summary>
    public bool IsDryRun { get; init; }
}
