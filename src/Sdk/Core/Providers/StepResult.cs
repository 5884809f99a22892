namespace Scalewright.Providers;

/// <summary>What came of a step.</summary>
public enum StepResult
{
    /// <summary>It is done. Removing what is gone is done, too; so is making what the same token made before.</summary>
    Done,

    /// <summary>It was not done, and left nothing behind.</summary>
    Failed,

    /// <summary>Nobody knows: the provider must be looked at before the step is repeated.</summary>
    Unknown,
}
