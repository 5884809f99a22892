namespace Scalewright.Planning;

/// <summary>What a step does to its target.</summary>
public enum StepAction
{
    /// <summary>Makes what is not there.</summary>
    Create,

    /// <summary>Changes in place what is there.</summary>
    Change,

    /// <summary>Removes what is there; done when it is gone already.</summary>
    Destroy,

    /// <summary>Records in the state what exists already.</summary>
    Adopt,

    /// <summary>Removes from the state what no longer exists.</summary>
    Forget,
}
