namespace Loopback.Minimega.Machines;

/// <summary>A tap of the host.</summary>
internal sealed record HostTap(string Bridge, string Name, string Vlan);
