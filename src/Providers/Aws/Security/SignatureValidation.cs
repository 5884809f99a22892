namespace Scalewright.Providers.AutoScaling;

/// <summary>Verification of request signatures.</summary>
public enum SignatureValidation
{
    /// <summary>Requires a valid signature of a known key within the time window.</summary>
    Verify,

    /// <summary>Requires a known key with any signature. For recorded requests.</summary>
    KnownKey,

    /// <summary>Requires nothing. For tests.</summary>
    Off,
}
