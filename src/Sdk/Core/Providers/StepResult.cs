namespace Scalewright.Providers;

/// <summary>Result of a step.</summary>
public enum StepResult
{
    /// <summary>The step succeeded, also if the resource was already removed, or created by the same token.</summary>
    Succeeded,

    /// <summary>The step failed and left nothing behind.</summary>
    Failed,

    /// <summary>The outcome is unknown. Query the provider before retrying the step.</summary>
    Unknown,
}
