using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>A node and its server.</summary>
/// <param name="Region">Name of the site.</param>
/// <param name="Server">The server, as last read.</param>
/// <param name="Tag">Ownership tag, from the metadata of the server.</param>
/// <param name="Owner">Owner in the tag.</param>
internal sealed record ChameleonNode(string Region, NovaServer Server, ServerTag Tag, Owner Owner)
{
    public ChameleonNodeId Id => new(Region, Tag.Lease, Tag.Node.Token);

    /// <summary>True if its server is being deleted.</summary>
    public bool IsDeleting => Server.TaskState == "deleting";

    /// <summary>First address of the server in a network of the site; empty if it has no address yet.</summary>
    public string OwnAddress =>
        Server
            .Addresses?.OrderBy(network => network.Key, StringComparer.Ordinal)
            .SelectMany(network => network.Value)
            .Where(address => address.Type is null or "fixed")
            .OrderBy(address => address.Version)
            .FirstOrDefault()
            ?.Addr
        ?? "";

    /// <returns>Null if the server has no ownership tag.</returns>
    public static ChameleonNode? From(string region, NovaServer server) =>
        ServerTag.Read(server.Metadata) is { } tag && Owner.TryParse(tag.Node.Owner, out Owner? owner)
            ? new ChameleonNode(region, server, tag, owner)
            : null;
}

/// <summary>
/// Resource ID of a node. The server of a node may be replaced, but its lease and token stay the same.
/// </summary>
/// <param name="Lease">ID of the lease; <see cref="Address"/> for an address without a node.</param>
/// <param name="Token">Token of the step that created the node; empty for a lease without nodes; for an address without
/// a node, the ID of the address.</param>
internal readonly record struct ChameleonNodeId(string Region, string Lease, string Token)
{
    /// <summary>Value used instead of a lease ID for addresses.</summary>
    public const string Address = "address";

    /// <returns>Null if it is not an ID of this provider.</returns>
    public static ChameleonNodeId? Parse(string text) =>
        text.Split('/') is [{ Length: > 0 } region, { Length: > 0 } lease, var token] ? new ChameleonNodeId(region, lease, token) : null;

    public override string ToString() => $"{Region}/{Lease}/{Token}";
}

/// <summary>Ownership tag of a node, stored in the metadata of its server.</summary>
/// <param name="Lease">Lease of its machine.</param>
/// <param name="Type">Requested type of machine; empty for any.</param>
/// <param name="Image">Name or ID of the image.</param>
/// <param name="Number">Number of the server for this node, from 1.</param>
internal sealed record ServerTag(StoredResourceTag Node, string Lease, string Type, string Image, int Number)
{
    // Nova: metadata values have at most 255 bytes; Neutron: the same for descriptions.
    public const int MaxValue = 255;

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

    /// <summary>
    /// Returns the metadata that changes when the node is changed. A single request updates it atomically.
    /// </summary>
    public Dictionary<string, string> ToChange() =>
        new(StringComparer.Ordinal)
        {
            [Prefix + "digest"] = Node.Digest,
            [Prefix + "epoch"] = Node.Epoch.ToString(CultureInfo.InvariantCulture),
            [Prefix + "sequence"] = Node.Sequence.ToString(CultureInfo.InvariantCulture),
            [Prefix + "expires"] = Node.ExpiresAt is { } expires ? Time(expires) : "",
        };

    /// <summary>Length of the longest value in bytes.</summary>
    public int LongestValue() => ToMetadata().Values.Max(Encoding.UTF8.GetByteCount);

    /// <returns>Null if there is no such tag.</returns>
    public static ServerTag? Read(IReadOnlyDictionary<string, string>? metadata)
    {
        string Value(string key) => metadata?.GetValueOrDefault(Prefix + key) ?? "";
        return Value("owner").Length > 0 && Value("name").Length > 0 && Value("token").Length > 0 && Time(Value("created")) is { } created
            ? new ServerTag(
                new StoredResourceTag
                {
                    Owner = Value("owner"),
                    Name = Value("name"),
                    Token = Value("token"),
                    Group = Value("group"),
                    Digest = Value("digest"),
                    Epoch = Whole(Value("epoch")),
                    CreatedAt = created,
                    Sequence = Whole(Value("sequence")),
                    ExpiresAt = Time(Value("expires")),
                },
                Value("lease"),
                Value("type"),
                Value("image"),
                (int)Math.Clamp(Whole(Value("number")), 1, int.MaxValue)
            )
            : null;
    }

    private static long Whole(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole) ? whole : 0;

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time) ? time : null;
}
