namespace Scalewright.Experiments.Streams;

/// <summary>Status of a job.</summary>
public enum FlowStatus
{
    /// <summary>The job processes records.</summary>
    Running,

    /// <summary>The job stops or starts, after a failure or to change its parallelism.</summary>
    Restarting,

    /// <summary>The job waits for slots.</summary>
    WaitingForSlots,
}
