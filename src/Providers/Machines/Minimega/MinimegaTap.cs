namespace Scalewright.Providers.Minimega;

/// <summary>Interface of the minimega host in a VLAN of a cluster, through which the host reaches the nodes.</summary>
/// <param name="Vlan">Number or alias of the VLAN.</param>
/// <param name="Address">Address of the host in the VLAN, with its prefix, for example <c>10.0.0.254/24</c>.</param>
public sealed record MinimegaTap(string Vlan, string Address);
