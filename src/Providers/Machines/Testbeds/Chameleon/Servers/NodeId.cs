namespace Scalewright.Providers.Chameleon.Servers;

/// <summary>What a node is called here. Its server may be another one after a while; its lease and its token are not.</summary>
/// <param name="Lease">Its lease; <see cref="Address"/> for an address that is left of a node.</param>
/// <param name="Token">The token that made it; empty for a lease without nodes; the id of an address.</param>
internal readonly record struct NodeId(string Region, string Lease, string Token)
{
    /// <summary>Stands in the place of a lease.</summary>
    public const string Address = "address";

    /// <returns>Null: it is none of this place.</returns>
    public static NodeId? Parse(string text) => text.Split('/') is [{ Length: > 0 } region, { Length: > 0 } lease, var token] ? new NodeId(region, lease, token) : null;

    public override string ToString() => $"{Region}/{Lease}/{Token}";
}
