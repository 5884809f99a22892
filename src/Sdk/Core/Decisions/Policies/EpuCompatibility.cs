namespace Scalewright.Decisions.Policies;

/// <summary>Compatibility of a policy with the Phantom service (nimbusproject/epu 2.1.1).</summary>
public enum EpuCompatibility
{
    /// <summary>Rule with the faults of the reference fixed.</summary>
    Corrected,

    /// <summary>Exact behavior of the reference, including its faults.</summary>
    Reference,
}
