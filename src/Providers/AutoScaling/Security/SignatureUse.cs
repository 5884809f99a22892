namespace Scalewright.Providers.AutoScaling.Security;

/// <summary>The outcome of remembering a signature.</summary>
internal enum SignatureUse
{
    /// <summary>The signature is new.</summary>
    First,

    /// <summary>The signature was used before.</summary>
    Repeated,

    /// <summary>No more signatures can be remembered.</summary>
    Full,
}
