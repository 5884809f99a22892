namespace Scalewright.Experiments.Flink;

/// <summary>A job as Flink tells it.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">What it is doing.</param>
internal sealed record FlinkJob(string Id, string Name, FlinkJobState State)
{
    /// <summary>Its vertices: operators, or chains of them.</summary>
    public ValueList<FlinkVertex> Vertices { get; init; } = [];

    /// <summary>Whether it is over, in whatever way.</summary>
    public bool IsOver => State is FlinkJobState.Failed or FlinkJobState.Canceled or FlinkJobState.Finished;
}
