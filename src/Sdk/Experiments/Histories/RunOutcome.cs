namespace Scalewright.Experiments.Histories;

/// <summary>Outcome of a run.</summary>
public enum RunOutcome
{
    /// <summary>The run is still in progress, or its program exited before the end.</summary>
    Unfinished,

    /// <summary>The run was measured to its end.</summary>
    Completed,

    /// <summary>The run could not be carried out, or nothing was measured.</summary>
    Failed,

    /// <summary>A user stopped the run.</summary>
    Stopped,
}
