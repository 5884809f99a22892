namespace Scalewright.Experiments.Flink;

/// <summary>What a job of Flink is doing, in the words of its REST API.</summary>
internal enum FlinkJobState
{
    /// <summary>Its job master starts.</summary>
    Initializing,

    /// <summary>It waits for slots.</summary>
    Created,

    /// <summary>It processes records.</summary>
    Running,

    /// <summary>It failed, and its tasks are being ended.</summary>
    Failing,

    /// <summary>It failed for good.</summary>
    Failed,

    /// <summary>It is being cancelled.</summary>
    Cancelling,

    /// <summary>It was cancelled.</summary>
    Canceled,

    /// <summary>It came to its end, or was stopped with a savepoint.</summary>
    Finished,

    /// <summary>It failed and starts again.</summary>
    Restarting,

    /// <summary>It waits for another job manager.</summary>
    Suspended,

    /// <summary>A job manager takes it over.</summary>
    Reconciling,
}
