using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Power;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.State;

/// <summary>First change of a new cluster, applied as a whole or not at all.</summary>
internal static class InitialChange
{
    // Nodes start as online members, as in recorded set-ups (conformance suite cluster-sim-setup, fake_cluster_0):
    // membership does not depend on a running agent. All outlets are on. Only fencing, power or a shutdown makes a node
    // leave. Strict rules apply afterwards: reopening makes no node join.
    public static StorageChange Create(StorageLayout layout, DateTimeOffset now, SeededIdGenerator ids)
    {
        PackageRepository forServers = PackageRepository.CreateInitial(forWorkers: false);
        PackageRepository forWorkers = PackageRepository.CreateInitial(forWorkers: true);
        ILookup<int, string> serials = layout.Volumes.ToLookup(volume => volume.Unit, volume => volume.Serial);
        return new StorageChange
        {
            Format = StorageChange.Mark,
            Setup = layout.Spec,
            Packages = [forServers, forWorkers],
            Servers = [.. layout.Servers.Select(server => StorageServer.Create(server, server.IsWorker ? forWorkers : forServers, now))],
            Clusters =
            [
                .. layout
                    .Servers.GroupBy(server => server.Cluster)
                    .Select(members => new ClusterDelta(members.Key)
                    {
                        Nodes = members.ToDictionary(member => member.Name.Node, _ => new HaNode(true), StringComparer.Ordinal),
                    }),
            ],
            Volumes = [.. layout.Volumes.Select(Volume)],
            PowerUnits = [.. layout.PowerUnits.Select(unit => unit.Name)],
            Outlets =
            [
                .. layout.PowerUnits.SelectMany(unit =>
                    layout
                        .Servers.Where(server => server.Outlet is not null)
                        .Select(server => new PowerOutlet(unit.Name, server.Outlet!, true))
                ),
            ],
            Controllers = [.. layout.Controllers.Select(number => Controller(number, serials[number], ids))],
        };
    }

    public static Volume Volume(VolumeLayout volume) =>
        new()
        {
            Serial = volume.Serial,
            Unit = volume.Unit,
            MajorMinor = volume.MajorMinor,
        };

    public static StorageController Controller(int number, IEnumerable<string> serials, SeededIdGenerator ids) =>
        new(
            number,
            [
                .. serials.Select(serial => new Lun(
                    serial,
                    VolumeLayout.DefaultSizeBytes,
                    [.. Enumerable.Range(0, Lun.DiskCount).Select(_ => ids.NextId())]
                )),
            ]
        );
}
