namespace Scalewright.Providers.AutoScaling;

/// <summary>How far requests must prove who sent them.</summary>
public enum SignatureRule
{
    /// <summary>By a signature that fits, of a known key, made within the window of time.</summary>
    Verify,

    /// <summary>By naming a known key; the signature may be any. For recorded requests.</summary>
    KnownKey,

    /// <summary>Not at all. For tests.</summary>
    Off,
}
