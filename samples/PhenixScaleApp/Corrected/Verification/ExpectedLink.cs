namespace PhenixScaleApp.Corrected.Verification;

/// <summary>Expected interface of a container after the commands of its node.</summary>
/// <param name="Interface">Name of the interface, for example <c>veth0</c>.</param>
/// <param name="Address">Address with prefix length.</param>
/// <param name="Peer">Address that must respond to a ping; null if there is no other one on the network.</param>
internal sealed record ExpectedLink(string Interface, string Network, string Address, string? Peer);
