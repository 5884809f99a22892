namespace Scalewright.Decisions.Policies;

/// <summary>Whether a policy of the Phantom service (nimbusproject/epu 2.1.1) behaves as that did, or as it should have.</summary>
public enum EpuCompat
{
    /// <summary>The corrected rule.</summary>
    Corrected,

    /// <summary>The reference, with all its quirks.</summary>
    Reference,
}
