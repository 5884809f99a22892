using Scalewright.Clusters;

namespace Scalewright.Logs;

/// <summary>Options for collecting the logs of nodes.</summary>
/// <param name="Folder">Local folder with a subfolder for each node; created when missing.</param>
public sealed record NodeLogOptions(string Folder) : INodeFollowerOptions
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

    ValueList<Problem> INodeFollowerOptions.Check()
    {
        List<Problem> problems = [];
        if (string.IsNullOrWhiteSpace(Folder))
        {
            problems.Add(Invalid(nameof(Folder), "it is empty", "name a folder"));
        }

        if (Rotation is null)
        {
            problems.Add(Invalid(nameof(Rotation), "it is null", $"use a {nameof(LogFileOptions)}"));
            return [.. problems];
        }

        if (Rotation.MaxFileBytes < 1)
        {
            problems.Add(Below(nameof(LogFileOptions.MaxFileBytes), Rotation.MaxFileBytes, 1));
        }

        if (Rotation.MaxRetainedFiles < 0)
        {
            problems.Add(Below(nameof(LogFileOptions.MaxRetainedFiles), Rotation.MaxRetainedFiles, 0));
        }

        return [.. problems];
    }

    INodeFollower INodeFollowerOptions.Start(Cluster cluster) => new NodeLogs(cluster, this);

    private static Problem Below(string field, long value, long min) =>
        Invalid(
            $"{nameof(Rotation)}.{field}",
            string.Create(CultureInfo.InvariantCulture, $"{value} is below {min}"),
            string.Create(CultureInfo.InvariantCulture, $"use {min} or more")
        );

    private static Problem Invalid(string field, string found, string advice) =>
        new(ProblemCode.OutOfRange, found, advice) { Field = $"{nameof(ClusterOptions.NodeLogs)}.{field}" };
}
