namespace Scalewright.Providers.AutoScaling;

/// <summary>Signature version of requests.</summary>
public enum SignatureVersion
{
    /// <summary>Signature Version 4, sent in a header. Current version of AWS.</summary>
    V4,

    /// <summary>Signature Version 2, sent as a parameter. For services from the time of boto 2.</summary>
    V2,
}
