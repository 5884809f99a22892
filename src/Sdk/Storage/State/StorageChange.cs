using System.Text.Json.Serialization;
using Scalewright.Storage.Clients;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Hsm;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Power;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.State;

/// <summary>Change of a storage cluster: the new value of each changed object. Idempotent.</summary>
internal sealed record StorageChange
{
    /// <summary>Format ID in the first change, which distinguishes the folder from folders of other programs.</summary>
    public const string Mark = "scalewright-storage-1";

    public string? Format { get; init; }

    public StorageClusterSpec? Setup { get; init; }

    public PackageRepository[]? Packages { get; init; }

    public StorageServer[]? Servers { get; init; }

    public string[]? GoneServers { get; init; }

    public ClusterDelta[]? Clusters { get; init; }

    public Volume[]? Volumes { get; init; }

    public ManagementTarget[]? ManagementTargets { get; init; }

    public string[]? PowerUnits { get; init; }

    public PowerOutlet[]? Outlets { get; init; }

    public StorageController[]? Controllers { get; init; }

    public StorageClient[]? Clients { get; init; }

    public HsmCoordinator[]? Coordinators { get; init; }

    public Copytool[]? Copytools { get; init; }

    public string[]? GoneCopytools { get; init; }

    /// <summary>True if every object has its required values. False for changes written by other software.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        All(Packages, static item => item is { Versions: not null })
        && All(Servers, static item =>
            item is { Layout: { Name.Node: not null, Interfaces: not null }, Interfaces: not null, Packages: not null, Mounts: not null }
        )
        && All(Clusters, IsWholeCluster)
        && All(Volumes, static item =>
            item is { Serial: not null, MajorMinor: not null, Target: null or { Label: not null, Uuid: not null, MgsNode: not null } }
        )
        && All(ManagementTargets, static item => item is { Key: not null, Settings: not null })
        && All(Outlets, static item => item is { Unit: not null, Number: not null })
        && All(Controllers, static item =>
            item is { Luns: not null } && item.Luns.All(static lun => lun is { Serial: not null, Disks: not null })
        )
        && All(Clients, static item => item is { Address: not null, Mounts: not null })
        && All(Coordinators, static item => item is { FsName: not null })
        && All(Copytools, static item => item is { Id: not null, Server.Node: not null, FsName: not null })
        && new[] { GoneServers, PowerUnits, GoneCopytools }.All(static names => All(names, static name => name is not null));

    private static bool IsWholeCluster(ClusterDelta? cluster) =>
        cluster is not null
        && (cluster.Nodes is null || cluster.Nodes.Values.All(static node => node is not null))
        && All(cluster.Targets, static target => target is { Label: not null })
        && All(cluster.Gone, static label => label is not null);

    private static bool All<T>(T[]? items, Func<T, bool> isWhole) => items is null || items.All(isWhole);
}
