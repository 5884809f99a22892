using Loopback.Chameleon.Api;
using Loopback.Chameleon.State;
using Loopback.Services;

namespace Loopback.Chameleon;

/// <summary>A testbed of some sites: tokens, leases of machines, servers on them, and addresses. It answers on this machine only.</summary>
public sealed class ChameleonServer : IAsyncDisposable
{
    private readonly World _world;
    private LoopbackServer? _server;

    private ChameleonServer(World world) => _world = world;

    /// <summary>The root of its identity service.</summary>
    public Uri Identity => new(_server!.Address, "identity/v3");

    /// <summary>What goes wrong.</summary>
    public FaultList Faults => _server!.Faults;

    /// <summary>How many tokens were given.</summary>
    public int TokensGiven => Locked(() => _world.TokensDrawn);

    /// <summary>Begins to answer.</summary>
    /// <param name="options">What the testbed is like; null: the defaults.</param>
    public static async Task<ChameleonServer> StartAsync(ChameleonServerOptions? options = null)
    {
        World world = new(options ?? new ChameleonServerOptions());
        ChameleonServer server = new(world);
        server._server = await LoopbackServer.StartAsync(new Door(world).AnswerAsync, world.Options.Port);
        return server;
    }

    /// <summary>The leases of a site that hold machines or will, as <c>id status name</c>, by the server's own account.</summary>
    public IReadOnlyList<string> LiveLeases(string region) => Locked(() =>
        (IReadOnlyList<string>)[.. _world.At(region).Leases.Where(lease => lease.Over > _world.Now).Select(lease => $"{lease.Id} {lease.StatusAt(_world.Now, _world.Options)} {lease.Name}")]);

    /// <summary>The servers of a site that are not gone, as <c>id name</c>.</summary>
    public IReadOnlyList<string> LiveServers(string region) => Locked(() =>
        (IReadOnlyList<string>)[.. _world.At(region).Servers.Where(server => server.DeletedAt is null).Select(server => $"{server.Id} {server.Name}")]);

    /// <summary>The addresses of a site, as <c>id address</c>.</summary>
    public IReadOnlyList<string> LiveAddresses(string region) => Locked(() => (IReadOnlyList<string>)[.. _world.At(region).Addresses.Select(address => $"{address.Id} {address.Address}")]);

    /// <summary>Leases machines for somebody else.</summary>
    /// <param name="region">Where.</param>
    /// <param name="type">Of which type; empty: any.</param>
    /// <param name="count">How many.</param>
    /// <param name="start">From when.</param>
    /// <param name="length">For how long.</param>
    /// <returns>The lease's id.</returns>
    public string Occupy(string region, string type, int count, DateTimeOffset start, TimeSpan length) => Locked(() =>
    {
        string rule = type.Length > 0 ? $"""["=", "$node_type", "{type}"]""" : "";
        return _world.At(region).Reserve($"somebody-{_world.At(region).Leases.Count}", start, start + length, count, count, rule, type).Id;
    });

    /// <summary>The reservation of a lease, which servers on its machines are asked for with.</summary>
    public string ReservationOf(string region, string lease) => Locked(() => _world.At(region).FindLease(lease).ReservationId);

    /// <summary>Lets the next servers on a machine fail.</summary>
    public void SpoilServers(string region, string machine, int times) => Locked(() => _world.At(region).Machines.Single(one => one.Name == machine).BadServers = times);

    /// <summary>Puts a lease into error.</summary>
    public void BreakLease(string region, string id) => Locked(() => _world.At(region).FindLease(id).IsBroken = true);

    /// <summary>Ends a lease, as somebody else does.</summary>
    public void EndLease(string region, string id) => Locked(() =>
    {
        _world.At(region).Delete(_world.At(region).FindLease(id));
        return true;
    });

    /// <summary>Removes a server, as somebody else does.</summary>
    public void RemoveServer(string region, string id) => Locked(() => _world.At(region).FindServer(id).DeletedAt = _world.Now);

    /// <summary>Makes a server that no lease is behind, as somebody else does.</summary>
    public string AddServer(string region, string name) => Locked(() => ComputeApi.MakeForeign(_world.At(region), name));

    /// <summary>Ends all tokens before their time.</summary>
    public void RevokeTokens() => Locked(() =>
    {
        _world.RevokeTokens();
        return true;
    });

    /// <summary>Lets another secret in, and the one before no more.</summary>
    public void ChangeSecret(string secret) => Locked(() =>
    {
        _world.ChangeSecret(secret);
        return true;
    });

    /// <summary>Answers no more.</summary>
    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private T Locked<T>(Func<T> act)
    {
        lock (_world.Gate)
        {
            return act();
        }
    }
}
