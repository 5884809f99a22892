namespace Scalewright.Providers.Minimega;

/// <summary>An interface of minimega's host in a VLAN of a cluster, so that programs of the host reach the nodes.</summary>
/// <param name="Vlan">Number or alias of the VLAN.</param>
/// <param name="Address">The host's address in it, with its prefix, as in <c>10.0.0.254/24</c>.</param>
public sealed record MinimegaTap(string Vlan, string Address);
