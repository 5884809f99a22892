namespace Scalewright.Experiments.Operators;

/// <summary>Stage of the operator of a folder of experiments.</summary>
public enum OperatorStage
{
    /// <summary>The queue is empty.</summary>
    Idle,

    /// <summary>The next run is being set up.</summary>
    Starting,

    /// <summary>A run generates load.</summary>
    Running,

    /// <summary>A run is being cleaned up.</summary>
    Finishing,

    /// <summary>The last experiment failed, and the queue is empty.</summary>
    Failed,

    /// <summary>The process was interrupted, for example by Ctrl+C. The next operator resumes the experiment.</summary>
    Interrupted,
}
