using Scalewright.Logs;

namespace Scalewright.Clusters;

/// <summary>Options for collecting the logs of nodes.</summary>
/// <param name="Folder">Local folder with a subfolder for each node; created when missing.</param>
public sealed record NodeLogOptions(string Folder)
{
    /// <summary>Maximum size of a log file, and number of older files to keep.</summary>
    public LogFileOptions Rotation { get; init; } = new();

    /// <summary>Format of records; null: <see cref="TextLogFormat"/>.</summary>
    public ILogFormat? Format { get; init; }

    /// <summary>
    /// Additional sink of records, which the caller disposes; null for none. A failure causes one warning per node;
    /// later records are still passed to the sink.
    /// </summary>
    public ILogSink? Sink { get; init; }
}
