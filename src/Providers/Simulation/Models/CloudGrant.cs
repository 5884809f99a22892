namespace Scalewright.Providers.Simulation.Models;

/// <summary>What came of a request to a cloud.</summary>
/// <param name="Leases">What was given; fewer than asked for when there is a shortage.</param>
/// <param name="Shortage">Why it is not more.</param>
internal sealed record CloudGrant(IReadOnlyList<CloudLease> Leases, CloudShortage Shortage);
