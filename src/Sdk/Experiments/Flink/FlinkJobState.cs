namespace Scalewright.Experiments.Flink;

/// <summary>State of a Flink job, with the names of the REST API.</summary>
internal enum FlinkJobState
{
    Initializing,

    /// <summary>The job waits for slots.</summary>
    Created,

    Running,

    Failing,

    Failed,

    Cancelling,

    Canceled,

    /// <summary>The job completed, or was stopped with a savepoint.</summary>
    Finished,

    Restarting,

    /// <summary>The job waits for another job manager.</summary>
    Suspended,

    /// <summary>A job manager is taking over the job.</summary>
    Reconciling,
}
