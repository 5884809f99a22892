using Loopback.Chameleon.Api;
using Loopback.Chameleon.State;

namespace Loopback.Chameleon;

/// <summary>Emulates sites with leases, servers and addresses behind token authentication.</summary>
public sealed class ChameleonServer : TestbedServer
{
    private readonly World _world;

    private ChameleonServer(LoopbackServer server, World world)
        : base(server, "identity/v3", world.Gate) => _world = world;

    /// <summary>Root of the identity service. Its catalog lists the other services.</summary>
    public Uri Identity => Address;

    public int TokensGiven => Locked(() => _world.TokensDrawn);

    public static async Task<ChameleonServer> StartAsync(ChameleonServerOptions? options = null)
    {
        World world = new(options ?? new ChameleonServerOptions());
        return new ChameleonServer(await LoopbackServer.StartAsync(new Door(world).AnswerAsync, world.Options.Port), world);
    }

    /// <summary>
    /// Current and future leases of a site as <c>id status name</c>, read from the state of the server.
    /// </summary>
    public IReadOnlyList<string> LiveLeases(string region) =>
        At(region, site =>
            (IReadOnlyList<string>)
                [
                    .. site
                        .Leases.Where(lease => lease.EndsAt > _world.Now)
                        .Select(lease => $"{lease.Id} {lease.StatusAt(_world.Now, _world.Options)} {lease.Name}"),
                ]
        );

    /// <summary>Servers of a site that are not deleted, as <c>id name</c>.</summary>
    public IReadOnlyList<string> LiveServers(string region) =>
        At(region, site =>
            (IReadOnlyList<string>)
                [.. site.Servers.Where(server => server.DeletedAt is null).Select(server => $"{server.Id} {server.Name}")]
        );

    /// <summary>The addresses of a site, as <c>id address</c>.</summary>
    public IReadOnlyList<string> LiveAddresses(string region) =>
        At(region, site => (IReadOnlyList<string>)[.. site.Addresses.Select(address => $"{address.Id} {address.Address}")]);

    /// <param name="type">Node type; empty for any.</param>
    /// <param name="name">Name of the lease; null for that of another user.</param>
    public string Occupy(string region, string type, int count, DateTimeOffset start, TimeSpan length, string? name = null) =>
        At(region, site =>
            site.Reserve(
                name ?? $"somebody-{site.Leases.Count}",
                start,
                start + length,
                count,
                count,
                type.Length > 0 ? $"""["=", "$node_type", "{type}"]""" : "",
                type
            ).Id
        );

    /// <summary>Reservation of a lease, with which servers on its machines are requested.</summary>
    public string ReservationOf(string region, string lease) => At(region, site => site.FindLease(lease).ReservationId);

    public void SpoilServers(string region, string machine, int times) =>
        At(region, site => site.Machines.Single(one => one.Name == machine).BadServers = times);

    public void BreakLease(string region, string id) => At(region, site => site.FindLease(id).HasFailed = true);

    /// <summary>Ends a lease as another user would.</summary>
    public void EndLease(string region, string id) => At(region, site => site.Delete(site.FindLease(id)));

    /// <summary>Removes a server as another user would.</summary>
    public void RemoveServer(string region, string id) => At(region, site => site.FindServer(id).DeletedAt = _world.Now);

    /// <summary>Creates a server without a lease, as another user would.</summary>
    public string AddServer(string region, string name) => At(region, site => ComputeApi.MakeForeign(site, name));

    public void RevokeTokens() => Locked(_world.RevokeTokens);

    public void ChangeSecret(string secret) => Locked(() => _world.ChangeSecret(secret));

    private T At<T>(string region, Func<SiteState, T> act) => Locked(() => act(_world.At(region)));

    private void At(string region, Action<SiteState> act) => Locked(() => act(_world.At(region)));
}
