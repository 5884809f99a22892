using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Clients;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Hsm;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Power;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.State;

/// <summary>Objects of a storage cluster by key. They are immutable; a change replaces those it touches.</summary>
internal sealed class StorageTables
{
    /// <summary>Format ID of the first change; null before it.</summary>
    public string? Format { get; private set; }

    public StorageClusterSpec Setup { get; private set; } = new();

    public Dictionary<string, StorageServer> Servers { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, HaState> Clusters { get; } = [];

    /// <summary>Targets of each cluster, in order of configuration.</summary>
    public Dictionary<int, List<string>> TargetOrder { get; } = [];

    public Dictionary<string, Volume> Volumes { get; } = new(StringComparer.Ordinal);

    /// <summary>Serial numbers of the disks of each unit, in order of creation.</summary>
    public Dictionary<int, List<string>> Units { get; } = [];

    public Dictionary<string, ManagementTarget> ManagementTargets { get; } = new(StringComparer.Ordinal);

    public List<string> PowerUnits { get; } = [];

    public Dictionary<(string Unit, string Number), bool> Outlets { get; } = [];

    public Dictionary<string, string> OutletServers { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, StorageController> Controllers { get; } = [];

    public Dictionary<string, StorageClient> Clients { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, HsmCoordinator> Coordinators { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Copytool> Copytools { get; } = new(StringComparer.Ordinal);

    public PackageRepository ServerPackages { get; private set; } = PackageRepository.CreateInitial(forWorkers: false);

    public PackageRepository WorkerPackages { get; private set; } = PackageRepository.CreateInitial(forWorkers: true);

    public PackageRepository OfferTo(StorageServer server) => server.IsWorker ? WorkerPackages : ServerPackages;

    public HaState GetCluster(int number) => Clusters.GetValueOrDefault(number, HaState.Empty);

    public IEnumerable<HaTarget> TargetsInOrder(int cluster) =>
        TargetOrder.TryGetValue(cluster, out List<string>? labels) ? labels.Select(label => GetCluster(cluster).Targets[label]) : [];

    public void Apply(StorageChange change)
    {
        Format = change.Format ?? Format;
        Setup = change.Setup ?? Setup;
        foreach (PackageRepository offer in change.Packages ?? [])
        {
            (ServerPackages, WorkerPackages) = offer.ForWorkers ? (ServerPackages, offer) : (offer, WorkerPackages);
        }

        ApplyServers(change);
        foreach (ClusterDelta delta in change.Clusters ?? [])
        {
            ApplyCluster(delta);
        }

        ApplyDevices(change);
        Array.ForEach(change.Clients ?? [], client => Clients[client.Address] = client);
        Array.ForEach(change.Coordinators ?? [], coordinator => Coordinators[coordinator.FsName] = coordinator);
        Array.ForEach(change.Copytools ?? [], copytool => Copytools[copytool.Id] = copytool);
        Array.ForEach(change.GoneCopytools ?? [], id => Copytools.Remove(id));
    }

    /// <summary>Returns the whole state as changes of one object each.</summary>
    public IEnumerable<StorageChange> All()
    {
        yield return new StorageChange
        {
            Format = Format,
            Setup = Setup,
            Packages = [ServerPackages, WorkerPackages],
            PowerUnits = [.. PowerUnits],
        };
        IEnumerable<StorageChange> items =
        [
            .. Servers.Values.Select(server => new StorageChange { Servers = [server] }),
            .. Clusters.Select(item => new StorageChange
            {
                Clusters = [ClusterDelta.FromState(item.Key, item.Value, TargetsInOrder(item.Key))],
            }),
            .. Volumes.Values.Select(volume => new StorageChange { Volumes = [volume] }),
            .. ManagementTargets.Values.Select(target => new StorageChange { ManagementTargets = [target] }),
            .. Outlets.Select(item => new StorageChange { Outlets = [new PowerOutlet(item.Key.Unit, item.Key.Number, item.Value)] }),
            .. Controllers.Values.Select(controller => new StorageChange { Controllers = [controller] }),
            .. Clients.Values.Select(client => new StorageChange { Clients = [client] }),
            .. Coordinators.Values.Select(coordinator => new StorageChange { Coordinators = [coordinator] }),
            .. Copytools.Values.Select(copytool => new StorageChange { Copytools = [copytool] }),
        ];
        foreach (StorageChange change in items)
        {
            yield return change;
        }
    }

    private void ApplyCluster(ClusterDelta delta)
    {
        HaState before = GetCluster(delta.Number);
        HaState after = Clusters[delta.Number] = delta.ApplyTo(before);
        List<string> labels = TargetOrder.TryGetValue(delta.Number, out List<string>? existing) ? existing : TargetOrder[delta.Number] = [];
        labels.AddRange((delta.Targets ?? []).Select(target => target.Label).Where(label => !before.Targets.ContainsKey(label)));
        if (delta.RemovedTargets is { Length: > 0 })
        {
            labels.RemoveAll(label => !after.Targets.ContainsKey(label));
        }
    }

    private void ApplyServers(StorageChange change)
    {
        foreach (StorageServer server in change.Servers ?? [])
        {
            Servers[server.Name.Fqdn] = server;
            if (server.Outlet is { } outlet)
            {
                OutletServers[outlet] = server.Name.Fqdn;
            }
        }

        foreach (string fqdn in change.GoneServers ?? [])
        {
            if (Servers.Remove(fqdn, out StorageServer? removed) && removed.Outlet is { } outlet)
            {
                OutletServers.Remove(outlet);
            }
        }
    }

    private void ApplyDevices(StorageChange change)
    {
        foreach (Volume volume in change.Volumes ?? [])
        {
            if (!Volumes.ContainsKey(volume.Serial))
            {
                (Units.TryGetValue(volume.Unit, out List<string>? existing) ? existing : Units[volume.Unit] = []).Add(volume.Serial);
            }

            Volumes[volume.Serial] = volume;
        }

        Array.ForEach(change.ManagementTargets ?? [], target => ManagementTargets[target.Key] = target);
        PowerUnits.AddRange((change.PowerUnits ?? []).Except(PowerUnits, StringComparer.Ordinal).ToArray());
        Array.ForEach(change.Outlets ?? [], outlet => Outlets[(outlet.Unit, outlet.Number)] = outlet.IsOn);
        Array.ForEach(change.Controllers ?? [], controller => Controllers[controller.Number] = controller);
    }
}
