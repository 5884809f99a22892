using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Nodes;

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

/// <summary>A node's mark as metadata of its server.</summary>
/// <param name="Node">Whose node it is, and as what.</param>
/// <param name="Lease">The lease that its machine is of.</param>
/// <param name="Type">The type of machine that it wanted; empty: any.</param>
/// <param name="Image">Name or id of what is on it.</param>
/// <param name="Number">Which server of the node it is, from 1.</param>
internal sealed record ServerMark(ResourceMark Node, string Lease, string Type, string Image, int Number)
{
    // Nova: values of metadata have 255 bytes at most; Neutron: descriptions likewise.
    public const int ValueMax = 255;

    private const string Prefix = "scalewright-";

    public Dictionary<string, string> ToMetadata()
    {
        Dictionary<string, string> all = ToChange();
        all[Prefix + "owner"] = Node.Owner;
        all[Prefix + "name"] = Node.Name;
        all[Prefix + "token"] = Node.Token;
        all[Prefix + "group"] = Node.Group;
        all[Prefix + "created"] = Time(Node.CreatedAt);
        all[Prefix + "lease"] = Lease;
        all[Prefix + "type"] = Type;
        all[Prefix + "image"] = Image;
        all[Prefix + "number"] = Number.ToString(CultureInfo.InvariantCulture);
        return all;
    }

    /// <summary>What a change of the node renews. Sent as one call, it is changed as a whole or not at all.</summary>
    public Dictionary<string, string> ToChange() => new(StringComparer.Ordinal)
    {
        [Prefix + "digest"] = Node.Digest,
        [Prefix + "epoch"] = Node.Epoch.ToString(CultureInfo.InvariantCulture),
        [Prefix + "sequence"] = Node.Sequence.ToString(CultureInfo.InvariantCulture),
        [Prefix + "expires"] = Node.ExpiresAt is { } expires ? Time(expires) : "",
    };

    /// <summary>The longest value's bytes.</summary>
    public int LongestValue() => ToMetadata().Values.Max(Encoding.UTF8.GetByteCount);

    /// <returns>Null: there is no such mark.</returns>
    public static ServerMark? Read(IReadOnlyDictionary<string, string>? metadata)
    {
        string Value(string key) => metadata?.GetValueOrDefault(Prefix + key) ?? "";
        return Value("owner").Length > 0 && Value("name").Length > 0 && Value("token").Length > 0 && Time(Value("created")) is { } created
            ? new ServerMark(
                new ResourceMark
                {
                    Owner = Value("owner"), Name = Value("name"), Token = Value("token"), Group = Value("group"), Digest = Value("digest"), Epoch = Whole(Value("epoch")), CreatedAt = created,
                    Sequence = Whole(Value("sequence")), ExpiresAt = Time(Value("expires")),
                },
                Value("lease"), Value("type"), Value("image"), (int)Math.Clamp(Whole(Value("number")), 1, int.MaxValue))
            : null;
    }

    private static long Whole(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole) ? whole : 0;

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string text) => DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time) ? time : null;
}
