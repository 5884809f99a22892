namespace Scalewright.Providers.AutoScaling;

/// <summary>How a client signs what it asks for.</summary>
public enum SignatureVersion
{
    /// <summary>Version 4, in a header: what AWS takes today.</summary>
    V4,

    /// <summary>Version 2, among the parameters: what services of the time of boto 2 take.</summary>
    V2,
}
