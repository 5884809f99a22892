namespace Scalewright.Decisions.Policies;

/// <summary>Compatibility of a policy with the Phantom service (nimbusproject/epu 2.1.1).</summary>
public enum EpuCompatibility
{
    /// <summary>Behavior of the reference with its faults fixed.</summary>
    Corrected,

    /// <summary>Exact behavior of the reference, including its faults.</summary>
    Reference,
}
