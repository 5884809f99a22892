namespace Scalewright.Experiments.Streams;

/// <summary>What a job is doing.</summary>
public enum FlowStatus
{
    /// <summary>It processes records.</summary>
    Running,

    /// <summary>It stops or starts: after a failure, or to get other numbers of instances.</summary>
    Restarting,

    /// <summary>It would start, and there are not enough slots.</summary>
    Waiting,
}
