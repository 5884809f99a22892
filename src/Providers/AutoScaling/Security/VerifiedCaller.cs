namespace Scalewright.Providers.AutoScaling.Security;

/// <summary>The sender of a request that was verified.</summary>
/// <param name="Account">The account of its key.</param>
/// <param name="Signature">The signature; null when it was not compared.</param>
/// <param name="SignedAt">The time of signing, in UTC.</param>
internal sealed record VerifiedCaller(AccessAccount Account, string? Signature, DateTimeOffset SignedAt)
{
    /// <summary>Whether it signs as clients of the time of boto 2 do.</summary>
    public bool IsOldClient { get; init; }
}
