using Scalewright.Providers.Chameleon.Sessions;
using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Servers;

/// <summary>The servers of a project at one site that carry our marks.</summary>
/// <param name="options">What servers are like.</param>
internal sealed class ServerShelf(SiteSession session, NamedThings names, ChameleonOptions options)
{
    private static readonly string[] Numbers = ["totalInstancesUsed", "maxTotalInstances", "totalCoresUsed", "maxTotalCores", "totalRAMUsed", "maxTotalRAMSize"];
    private readonly ConcurrentDictionary<string, DateTimeOffset> _recent = new(StringComparer.Ordinal);

    /// <summary>All of them, those included that were made here a moment ago and that lists may not show yet.</summary>
    public async Task<ValueList<PlacedNode>> AllAsync(CancellationToken cancellationToken)
    {
        ValueList<Server> listed = await MarkerPages.ReadAsync(
            session, Service.Compute, "servers/detail?sort_key=created_at", ChameleonJson.Default.ServerList, page => page.Servers, server => server.Id, options.PageSize, cancellationToken);
        HashSet<string> known = [.. listed.Select(server => server.Id)];
        List<Server> hidden = [];
        foreach ((string id, DateTimeOffset at) in _recent.ToArray())
        {
            if (options.Clock.GetUtcNow() - at > options.ConsistencyWindow)
            {
                _recent.TryRemove(id, out _);
            }
            else if (!known.Contains(id) && await FindAsync(id, cancellationToken) is { } server)
            {
                hidden.Add(server);
            }
        }

        return [.. listed.Concat(hidden).Where(server => server.Status is not ("DELETED" or "SOFT_DELETED")).Select(server => PlacedNode.Of(session.Region, server)).OfType<PlacedNode>()];
    }

    /// <summary>A server as it is now; null: it is gone.</summary>
    public async Task<Server?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await session.FindAsync(Service.Compute, PathOf(id), ChameleonJson.Default.ServerAnswer, cancellationToken))?.Server is { Status: not "DELETED" } server ? server : null;

    /// <summary>Makes the server of a node on a machine of its lease.</summary>
    /// <exception cref="RestException">It was refused, or nobody knows what came of it.</exception>
    public async Task<PlacedNode> MakeAsync(ServerMark mark, Owner owner, string reservation)
    {
        ServerRequest request = new()
        {
            Server = new ServerDemand
            {
                Name = mark.Node.Name,
                ImageRef = await names.ImageAsync(mark.Image, CancellationToken.None),
                FlavorRef = await names.FlavorAsync(options.Flavor, CancellationToken.None),
                Networks = [new ServerNetwork { Uuid = await names.NetworkAsync(options.Network, CancellationToken.None) }],
                KeyName = options.KeyName.Length > 0 ? options.KeyName : null,
                Metadata = mark.ToMetadata(),
            },
            Hints = new SchedulerHints { Reservation = reservation },
        };
        ServerAnswer answer = await session.AskAsync(Service.Compute, HttpMethod.Post, "servers", request, ChameleonJson.Default.ServerRequest, ChameleonJson.Default.ServerAnswer);
        string id = answer.Server?.Id is { Length: > 0 } told ? told : throw new RestException(202, "a server was taken, and its id not told") { IsNonsense = true };
        _recent[id] = options.Clock.GetUtcNow();
        return new PlacedNode(session.Region, new Server { Id = id, Name = mark.Node.Name, Status = "BUILD" }, mark, owner);
    }

    /// <summary>Renews what changes of a mark.</summary>
    /// <exception cref="RestException">It was refused, or not answered.</exception>
    public Task MarkAsync(string id, ServerMark mark) => session.ChangeAsync(
        Service.Compute, HttpMethod.Post, $"{PathOf(id)}/metadata", new MetadataRequest { Metadata = mark.ToChange() }, ChameleonJson.Default.MetadataRequest);

    /// <summary>Removes a server; done when it is gone.</summary>
    /// <exception cref="RestException">It was refused, or not answered.</exception>
    public Task RemoveAsync(string id) => session.RemoveAsync(Service.Compute, PathOf(id));

    /// <summary>What the project has of what it may have, as in <c>totalInstancesUsed 10, maxTotalInstances 10</c>; empty: the site does not say.</summary>
    public async Task<string> LimitsAsync()
    {
        try
        {
            LimitsAnswer answer = await session.GetAsync(Service.Compute, "limits", ChameleonJson.Default.LimitsAnswer, CancellationToken.None);
            return string.Join(", ", Numbers.Where(key => answer.Limits?.Absolute?.ContainsKey(key) ?? false).Select(key => string.Create(CultureInfo.InvariantCulture, $"{key} {Told(answer.Limits!.Absolute![key])}")));
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return "";
        }
    }

    private static string PathOf(string id) => $"servers/{Uri.EscapeDataString(id)}";

    private static string Told(JsonElement number) => number.ValueKind == JsonValueKind.Number ? number.GetRawText() : "unknown";
}
