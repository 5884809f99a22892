namespace Scalewright.Experiments.Flink;

internal sealed record FlinkJob(string Id, string Name, FlinkJobState State)
{
    /// <summary>Vertices of the job: operators or chains of operators.</summary>
    public ValueList<FlinkVertex> Vertices { get; init; } = [];

    /// <summary>Indicates whether the job has ended, with any result.</summary>
    public bool IsTerminal => State is FlinkJobState.Failed or FlinkJobState.Canceled or FlinkJobState.Finished;
}

/// <summary>An operator of a job, or a chain of operators that runs as one.</summary>
/// <param name="Name">Name, for example <c>Source: vehicles -> Map</c>.</param>
internal sealed record FlinkVertex(string Id, string Name, int Parallelism)
{
    /// <summary>Maximum parallelism; 0 if not reported.</summary>
    public int MaxParallelism { get; init; }

    /// <summary><c>Source: vehicles -> Map</c> contains the operators <c>vehicles</c> and <c>Map</c>.</summary>
    internal bool Contains(string task) =>
        Name.Split(" -> ")
            .Select(part =>
                part.StartsWith("Source: ", StringComparison.Ordinal) || part.StartsWith("Sink: ", StringComparison.Ordinal)
                    ? part[(part.IndexOf(' ', StringComparison.Ordinal) + 1)..]
                    : part
            )
            .Any(part => part == task)
        || Name == task;
}
