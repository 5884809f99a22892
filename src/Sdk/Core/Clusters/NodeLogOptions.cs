using Scalewright.Logs;

namespace Scalewright.Clusters;

/// <summary>Where the logs of nodes are collected, and how they look.</summary>
/// <param name="Folder">The folder, of this machine, that gets one for each node; made when it is not there.</param>
public sealed record NodeLogOptions(string Folder)
{
    /// <summary>When a file is full, and how many older ones are kept.</summary>
    public LogFileOptions Rotation { get; init; } = new();

    /// <summary>How records look; null: <see cref="LogLine"/>.</summary>
    public ILogFormat? Format { get; init; }

    /// <summary>Where records go besides; stays the caller's. Records that it fails to take are a warning of the cluster, once for each node, and the next are given to it again. Null: nowhere.</summary>
    public ILogSink? Sink { get; init; }
}
