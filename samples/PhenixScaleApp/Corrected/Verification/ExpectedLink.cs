namespace PhenixScaleApp.Corrected.Verification;

/// <summary>One interface of a container as its node's commands make it.</summary>
/// <param name="Interface">Name of the interface, as in <c>veth0</c>.</param>
/// <param name="Network">Name of the network.</param>
/// <param name="Address">Address with prefix length.</param>
/// <param name="Peer">An address that must answer a ping; null when nobody else is on the network.</param>
internal sealed record ExpectedLink(string Interface, string Network, string Address, string? Peer);
