namespace Scalewright.Providers;

/// <summary>Result of a step.</summary>
public enum StepResult
{
    /// <summary>The step succeeded, or the resource had already been removed, or created with the same token.</summary>
    Succeeded,

    /// <summary>The step failed and left nothing behind.</summary>
    Failed,

    /// <summary>The outcome is unknown. Query the provider before retrying the step.</summary>
    Unknown,
}
