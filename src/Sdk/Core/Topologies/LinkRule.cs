namespace Scalewright.Topologies;

/// <summary>How containers of a role are attached to a network.</summary>
/// <param name="Network">Name of the network; with places when each unit has its own.</param>
/// <param name="Addresses">The address of each unit.</param>
public sealed record LinkRule(NamePattern Network, AddressBlock Addresses);
