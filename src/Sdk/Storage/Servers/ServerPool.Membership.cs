using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Power;
using Scalewright.Storage.Setup;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Servers;

public sealed partial class ServerPool
{
    /// <summary>Adds a server without disks.</summary>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    /// <returns>The new server.</returns>
    /// <exception cref="StorageException">The cluster has the maximum number of servers.</exception>
    public Task<StorageServer> AddAsync(CancellationToken cancellationToken = default) =>
        _store.ChangeAsync(
            tables =>
            {
                CheckGrowth(tables, servers: 1, volumes: 0);
                StorageServer added = CreateServer(tables, NextIndex(tables), PowerControl.FreeOutlet(tables), unit: null);
                return (Joined(tables, [added]), added);
            },
            cancellationToken
        );

    /// <summary>Adds a storage unit: servers with their own disks and controller.</summary>
    /// <param name="servers">Number of servers, 1 or more.</param>
    /// <param name="volumes">Number of disks, 0 or more.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    /// <returns>The new servers.</returns>
    /// <exception cref="StorageException">The cluster would exceed the limits of a specification, or the change is too
    /// large for its folder.</exception>
    public Task<ValueList<StorageServer>> AddUnitAsync(int servers, int volumes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(servers, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(volumes);
        return _store.ChangeAsync(
            tables =>
            {
                CheckGrowth(tables, servers, volumes);
                int unit = tables.Controllers.Keys.DefaultIfEmpty(0).Max() + 1;
                ValueList<StorageServer> added = UnitServers(tables, servers, unit);
                Volume[] disks =
                [
                    .. Enumerable
                        .Range(tables.Volumes.Count, volumes)
                        .Select(number => InitialChange.Volume(LayoutArithmetic.Volume(number, unit, tables.Setup.Rules))),
                ];
                StorageController controller = InitialChange.Controller(
                    unit,
                    disks.Select(disk => disk.Serial),
                    new SeededIdGenerator(unit, tables.Volumes.Count)
                );
                return (Joined(tables, added) with { Volumes = disks, Controllers = [controller] }, added);
            },
            cancellationToken
        );
    }

    /// <summary>Shuts down and removes a server, and frees its outlet.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    /// <exception cref="StorageException">The server does not exist.</exception>
    /// <remarks>The cluster keeps the server as a node that left.</remarks>
    public async Task RemoveAsync(string fqdn, CancellationToken cancellationToken = default)
    {
        if (_store.Read(tables => tables.Setup.Rules == HaRuleSet.Strict))
        {
            await GoDownAsync(fqdn, LifecycleTiming.Immediate, cancellationToken);
        }
        else
        {
            await ShutdownAsync(fqdn, LifecycleTiming.Immediate, cancellationToken);
        }

        EndRun(fqdn);
        await ForgetAsync(fqdn, _ => new StorageChange { GoneServers = [fqdn] }, cancellationToken);
    }

    private static void CheckGrowth(StorageTables tables, int servers, int volumes)
    {
        ValueList<Problem> problems = SetupCheck.CheckGrowth(
            tables.Setup,
            existingServers: tables.Servers.Count,
            first: NextIndex(tables),
            servers: servers,
            disks: tables.Volumes.Count,
            volumes: volumes
        );
        if (problems.Count > 0)
        {
            throw new StorageException(problems);
        }
    }

    // The reference simulator counts servers, and reuses a name after another server was removed.
    private static int NextIndex(StorageTables tables) =>
        tables.Setup.Rules == HaRuleSet.Compat
            ? tables.Servers.Count
            : tables.Servers.Values.Where(server => !server.IsWorker).Select(server => server.Index + 1).DefaultIfEmpty(0).Max();

    private StorageServer CreateServer(StorageTables tables, int index, string outlet, int? unit)
    {
        ServerLayout layout = LayoutArithmetic.Server(tables.Setup, index) with { Unit = unit, Outlet = outlet };
        return tables.Servers.ContainsKey(layout.Name.Fqdn)
            ? throw new StorageException(
                ProblemCode.DuplicateName,
                layout.Name.Fqdn,
                "is a server already",
                "remove the last servers first, if nothing uses them"
            )
            : StorageServer.Create(layout, tables.ServerPackages, _clock.GetUtcNow());
    }

    private ValueList<StorageServer> UnitServers(StorageTables tables, int count, int unit)
    {
        int first = NextIndex(tables);
        string[] outlets =
        [
            .. Enumerable
                .Range(1, tables.OutletServers.Count + count)
                .Select(number => $"{number}")
                .Where(number => !tables.OutletServers.ContainsKey(number))
                .Take(count),
        ];
        return [.. outlets.Select((outlet, index) => CreateServer(tables, first + index, outlet, unit))];
    }

    private StorageChange Joined(StorageTables tables, ValueList<StorageServer> servers) =>
        new()
        {
            Servers = [.. servers],
            Outlets = _power.Plug(tables, servers.Select(server => server.Outlet!)),
            Clusters =
            [
                .. servers
                    .GroupBy(server => server.Cluster)
                    .Select(members => new ClusterDelta(members.Key)
                    {
                        Nodes = members.ToDictionary(member => member.Name.Node, _ => new HaNode(true), StringComparer.Ordinal),
                    }),
            ],
        };
}
