namespace Scalewright.Topologies;

/// <summary>Attaches the containers of a role to a network.</summary>
/// <param name="Network">Name of the network, with placeholders if each unit has its own network.</param>
/// <param name="Addresses">Addresses of the units.</param>
public sealed record NetworkAttachment(NamePattern Network, AddressBlock Addresses);
