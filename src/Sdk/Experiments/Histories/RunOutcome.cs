namespace Scalewright.Experiments.Histories;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>It did not end: its program did, or it still runs.</summary>
    Unfinished,

    /// <summary>It was measured to its end.</summary>
    Completed,

    /// <summary>It could not be carried out, or nothing was measured.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Stopped,
}
