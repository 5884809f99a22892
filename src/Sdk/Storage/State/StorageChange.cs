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
/// <remarks>A property is null if nothing of its kind changed.</remarks>
internal sealed record StorageChange
{
    /// <summary>Format ID in the first change, which distinguishes the folder from folders of other programs.</summary>
    public const string Mark = "scalewright-storage-1";

    /// <summary><see cref="Mark"/> in the first change; null in others.</summary>
    public string? Format { get; init; }

    /// <summary>Settings of the cluster; set in the first change.</summary>
    public StorageClusterSpec? Setup { get; init; }

    /// <summary>New values of package repositories.</summary>
    public PackageRepository[]? Packages { get; init; }

    /// <summary>New values of servers.</summary>
    public StorageServer[]? Servers { get; init; }

    /// <summary>Host names of removed servers.</summary>
    public string[]? GoneServers { get; init; }

    /// <summary>Changes of high-availability clusters.</summary>
    public ClusterDelta[]? Clusters { get; init; }

    /// <summary>New values of volumes.</summary>
    public Volume[]? Volumes { get; init; }

    /// <summary>New values of management targets.</summary>
    public ManagementTarget[]? ManagementTargets { get; init; }

    /// <summary>Names of added power units.</summary>
    public string[]? PowerUnits { get; init; }

    /// <summary>New states of outlets.</summary>
    public PowerOutlet[]? Outlets { get; init; }

    /// <summary>New values of storage controllers.</summary>
    public StorageController[]? Controllers { get; init; }

    /// <summary>New values of clients.</summary>
    public StorageClient[]? Clients { get; init; }

    /// <summary>New values of HSM coordinators.</summary>
    public HsmCoordinator[]? Coordinators { get; init; }

    /// <summary>New values of copytools.</summary>
    public Copytool[]? Copytools { get; init; }

    /// <summary>IDs of removed copytools.</summary>
    public string[]? GoneCopytools { get; init; }

    /// <summary>True if every object has its required values. False for changes written by other software.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        All(Packages, static item => item is { Versions: not null })
        && All(Servers, static server =>
            server is { Layout: { Name.Node: not null, Interfaces: not null }, Interfaces: not null, Packages: not null, Mounts: not null }
        )
        && All(Clusters, IsWholeCluster)
        && All(Volumes, static volume =>
            volume is { Serial: not null, MajorMinor: not null, Target: null or { Label: not null, Uuid: not null, MgsNode: not null } }
        )
        && All(ManagementTargets, static target => target is { Key: not null, Settings: not null })
        && All(Outlets, static item => item is { Unit: not null, Number: not null })
        && All(Controllers, static controller =>
            controller is { Luns: not null } && controller.Luns.All(static lun => lun is { Serial: not null, Disks: not null })
        )
        && All(Clients, static client => client is { Address: not null, Mounts: not null })
        && All(Coordinators, static coordinator => coordinator is { FsName: not null })
        && All(Copytools, static copytool => copytool is { Id: not null, Server.Node: not null, FsName: not null })
        && new[] { GoneServers, PowerUnits, GoneCopytools }.All(static names => All(names, static name => name is not null));

    private static bool IsWholeCluster(ClusterDelta? cluster) =>
        cluster is not null
        && (cluster.Nodes is null || cluster.Nodes.Values.All(static node => node is not null))
        && All(cluster.Targets, static target => target is { Label: not null })
        && All(cluster.RemovedTargets, static label => label is not null);

    private static bool All<T>(T[]? items, Func<T, bool> isWhole) => items is null || items.All(isWhole);
}
