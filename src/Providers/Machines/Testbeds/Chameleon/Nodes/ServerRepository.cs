using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>Servers of a project at one site that have an ownership tag.</summary>
internal sealed class ServerRepository(SiteSession session, NamedResourceCache names, ChameleonOptions options)
{
    private static readonly string[] Numbers =
    [
        "totalInstancesUsed",
        "maxTotalInstances",
        "totalCoresUsed",
        "maxTotalCores",
        "totalRAMUsed",
        "maxTotalRAMSize",
    ];
    private readonly Recents<string> _recent = new(options.Clock, options.ConsistencyWindow);

    /// <summary>Lists all servers, including recently created ones that lists may not show yet.</summary>
    public async Task<ValueList<ChameleonNode>> ListAllAsync(CancellationToken cancellationToken)
    {
        ValueList<NovaServer> listed = await MarkerPageReader.ReadAsync(
            session,
            OpenStackService.Compute,
            "servers/detail?sort_key=created_at",
            ChameleonJson.Default.ServerList,
            page => page.Servers,
            server => server.Id,
            options.PageSize,
            cancellationToken
        );
        HashSet<string> known = [.. listed.Select(server => server.Id)];
        List<NovaServer> hidden = [];
        foreach (string id in _recent.Read())
        {
            NovaServer? server = known.Contains(id) ? null : await FindAsync(id, cancellationToken);
            if (server is not null)
            {
                hidden.Add(server);
            }
        }

        return
        [
            .. listed
                .Concat(hidden)
                .Where(server => server.Status is not ("DELETED" or "SOFT_DELETED"))
                .Select(server => ChameleonNode.From(session.Region, server))
                .OfType<ChameleonNode>(),
        ];
    }

    /// <summary>Reads the current state of a server; null if it is gone.</summary>
    public async Task<NovaServer?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await session.FindAsync(OpenStackService.Compute, GetPath(id), ChameleonJson.Default.ServerResponse, cancellationToken))?.Server
            is { Status: not "DELETED" } server
            ? server
            : null;

    /// <summary>Creates the server of a node on a machine of its lease.</summary>
    /// <exception cref="RestException">The request was refused or its outcome is unknown.</exception>
    public async Task<ChameleonNode> MakeAsync(ServerTag tag, Owner owner, string reservation)
    {
        ServerSpec demand = new(
            tag.Node.Name,
            await names.ResolveImageAsync(tag.Image, CancellationToken.None),
            await names.ResolveFlavorAsync(options.Flavor, CancellationToken.None),
            [new ServerNetwork(await names.ResolveNetworkAsync(options.Network, CancellationToken.None))],
            options.KeyName.Length > 0 ? options.KeyName : null,
            tag.ToMetadata()
        );
        ServerRequest request = new(demand, new SchedulerHints(reservation));
        ServerResponse response = await session.RequestAsync(
            OpenStackService.Compute,
            HttpMethod.Post,
            "servers",
            request,
            ChameleonJson.Default.ServerRequest,
            ChameleonJson.Default.ServerResponse
        );
        string id = response.Server?.Id is { Length: > 0 } serverId
            ? serverId
            : throw new RestException(202, "the accepted server has no ID") { IsInvalidResponse = true };
        _recent.Add(id);
        return new ChameleonNode(session.Region, new NovaServer(id, "BUILD"), tag, owner);
    }

    /// <summary>Updates the variable part of a tag.</summary>
    /// <exception cref="RestException">The request was refused or received no response.</exception>
    public Task SetTagAsync(string id, ServerTag tag) =>
        session.ChangeAsync(
            OpenStackService.Compute,
            HttpMethod.Post,
            $"{GetPath(id)}/metadata",
            new MetadataRequest(tag.ToChange()),
            ChameleonJson.Default.MetadataRequest
        );

    /// <summary>Removes a server. Idempotent.</summary>
    /// <exception cref="RestException">The request was refused or received no response.</exception>
    public Task RemoveAsync(string id) => session.RemoveAsync(OpenStackService.Compute, GetPath(id));

    /// <summary>
    /// Usage and limits of the project, for example <c>totalInstancesUsed 10, maxTotalInstances 10</c>; empty if the
    /// site does not report them.
    /// </summary>
    public async Task<string> DescribeLimitsAsync()
    {
        try
        {
            LimitsResponse response = await session.GetAsync(
                OpenStackService.Compute,
                "limits",
                ChameleonJson.Default.LimitsResponse,
                CancellationToken.None
            );
            return string.Join(
                ", ",
                Numbers
                    .Where(key => response.Limits?.Absolute?.ContainsKey(key) ?? false)
                    .Select(key => string.Create(CultureInfo.InvariantCulture, $"{key} {FormatLimit(response.Limits!.Absolute![key])}"))
            );
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return "";
        }
    }

    private static string GetPath(string id) => $"servers/{Uri.EscapeDataString(id)}";

    private static string FormatLimit(JsonElement number) => number.ValueKind == JsonValueKind.Number ? number.GetRawText() : "unknown";
}
