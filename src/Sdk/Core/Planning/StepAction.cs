namespace Scalewright.Planning;

/// <summary>Action of a step.</summary>
public enum StepAction
{
    /// <summary>Creates the target.</summary>
    Create,

    /// <summary>Changes the target in place.</summary>
    Change,

    /// <summary>Removes the target. Succeeds if it no longer exists.</summary>
    Destroy,

    /// <summary>Records an existing resource in the state.</summary>
    Adopt,

    /// <summary>Removes a missing resource from the state.</summary>
    Forget,
}
