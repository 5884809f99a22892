namespace Scalewright.Experiments.Flink;

/// <summary>A job as Flink tells it.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="State">What it is doing.</param>
internal sealed record FlinkJob(string Id, string Name, FlinkJobState State)
{
    /// <summary>Its vertices: operators, or chains of them.</summary>
    public ValueList<FlinkVertex> Vertices { get; init; } = [];

    /// <summary>Whether it is over, in whatever way.</summary>
    public bool IsOver => State is FlinkJobState.Failed or FlinkJobState.Canceled or FlinkJobState.Finished;
}

/// <summary>An operator of a job, or a chain of them that runs as one.</summary>
/// <param name="Name">Its name, as in <c>Source: vehicles -> Map</c>.</param>
internal sealed record FlinkVertex(string Id, string Name, int Parallelism)
{
    /// <summary>The most instances it can have; 0: not told.</summary>
    public int ParallelismMax { get; init; }

    /// <summary>The operators in it: <c>Source: vehicles -> Map</c> is of <c>vehicles</c> and <c>Map</c>.</summary>
    internal bool Holds(string task) => Name.Split(" -> ").Select(part => part.StartsWith("Source: ", StringComparison.Ordinal) || part.StartsWith("Sink: ", StringComparison.Ordinal) ? part[(part.IndexOf(' ', StringComparison.Ordinal) + 1)..] : part).Any(part => part == task) || Name == task;
}
