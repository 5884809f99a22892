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

        if (Rotation is not { MaxFileBytes: >= 1, MaxRetainedFiles: >= 0 })
        {
            problems.Add(
                Invalid(
                    nameof(Rotation),
                    "a file could hold nothing",
                    "use a LogFileOptions with MaxFileBytes of 1 or more and MaxRetainedFiles of 0 or more"
                )
            );
        }

        return [.. problems];
    }

    INodeFollower INodeFollowerOptions.Start(Cluster cluster) => new NodeLogs(cluster, this);

    private static Problem Invalid(string field, string found, string advice) =>
        new(ProblemCode.OutOfRange, found, advice) { Field = $"{nameof(ClusterOptions.NodeLogs)}.{field}" };
}
