using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Availability;
using Scalewright.Storage.Power;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Servers;

/// <summary>The life of the servers. Whether an agent runs is not remembered: after a restart none does.</summary>
public sealed partial class ServerPark
{
    private readonly StorageBook _book;
    private readonly TimeProvider _clock;
    private readonly HaClusters _availability;
    private readonly PowerControl _power;
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);

    internal ServerPark(StorageBook book, TimeProvider clock, HaClusters availability, PowerControl power) =>
        (_book, _clock, _availability, _power) = (book, clock, availability, power);

    /// <summary>The servers and workers, by name.</summary>
    public ValueList<Server> All => _book.Read(tables => tables.Servers.Values.OrderBy(server => server.Name.Fqdn, StringComparer.Ordinal).ToValueList());

    /// <summary>A server.</summary>
    /// <param name="fqdn">Its full name.</param>
    /// <exception cref="StorageException">There is no such server.</exception>
    public Server Of(string fqdn) => _book.Read(tables => Find(tables, fqdn));

    /// <summary>Whether the agent of a server runs.</summary>
    /// <param name="fqdn">Its full name.</param>
    public bool RunsAgent(string fqdn) => _book.Read(_ => _running.Contains(fqdn));

    /// <summary>Notes that a manager knows a server from now on, or no more.</summary>
    /// <param name="fqdn">The server.</param>
    /// <param name="isRegistered">Known or not.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <exception cref="StorageException">There is no such server.</exception>
    public Task RegisterAsync(string fqdn, bool isRegistered = true, CancellationToken cancellationToken = default) =>
        ChangeAsync(fqdn, server => server with { IsRegistered = isRegistered }, cancellationToken);

    /// <summary>Changes a server.</summary>
    internal Task<Server> ChangeAsync(string fqdn, Func<Server, Server> change, CancellationToken cancellationToken) => _book.ChangeAsync(
        tables =>
        {
            Server before = Find(tables, fqdn);
            Server after = change(before);
            return (after == before ? null : new StorageChange { Servers = [after] }, after);
        },
        cancellationToken);

    internal static Server Find(StorageTables tables, string fqdn) => tables.Servers.TryGetValue(fqdn, out Server? server)
        ? server
        : throw new StorageException(ProblemCode.UnknownReference, fqdn, "is no server", "name one of this cluster");

    private Task<HaOutcome> TellAsync(Server server, HaEvent happening, CancellationToken cancellationToken) =>
        _availability.ApplyAsync(server.Cluster, happening, cancellationToken);
}
