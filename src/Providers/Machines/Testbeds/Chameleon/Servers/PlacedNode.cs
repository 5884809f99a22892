using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Servers;

/// <summary>A node, and the server that it is.</summary>
/// <param name="Region">Where it is.</param>
/// <param name="Owner">Whose it is.</param>
internal sealed record PlacedNode(string Region, Server Server, ServerMark Mark, Owner Owner)
{
    public NodeId Id => new(Region, Mark.Lease, Mark.Node.Token);

    /// <summary>Whether its server is going away.</summary>
    public bool IsLeaving => Server.TaskState == "deleting";

    /// <summary>The first address that it has in a network of the site; empty: it has none yet.</summary>
    public string OwnAddress => Server.Addresses?.OrderBy(network => network.Key, StringComparer.Ordinal).SelectMany(network => network.Value)
        .Where(address => address.Type is null or "fixed").OrderBy(address => address.Version).FirstOrDefault()?.Addr ?? "";

    /// <returns>Null: the server carries no mark of ours.</returns>
    public static PlacedNode? Of(string region, Server server) =>
        ServerMark.Read(server.Metadata) is { } mark && Owner.TryParse(mark.Node.Owner, out Owner? owner) ? new PlacedNode(region, server, mark, owner) : null;
}
