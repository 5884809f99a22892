namespace Scalewright.Providers.Chameleon.Leases;

/// <summary>What waiting for a lease came to.</summary>
/// <param name="Lease">The lease as it was seen last.</param>
/// <param name="Found">Why it is not waited for any more, as a clause.</param>
/// <param name="After">How long it takes until another look is worth while; null: nobody knows.</param>
internal sealed record LeaseStart(LeaseSight Lease, string Found = "", TimeSpan? After = null);
