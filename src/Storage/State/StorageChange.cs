using Scalewright.Storage.Clients;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Hsm;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Power;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.State;

/// <summary>One change of a storage cluster: the new value of each object it touched. Applied twice it is the same as once.</summary>
internal sealed record StorageChange
{
    /// <summary>What the first change of every state says, so that other programs' folders are told apart.</summary>
    public const string Mark = "scalewright-storage-1";

    public string? Format { get; init; }

    public StorageSetup? Setup { get; init; }

    public PackageOffer[]? Packages { get; init; }

    public Server[]? Servers { get; init; }

    public string[]? GoneServers { get; init; }

    public ClusterDelta[]? Clusters { get; init; }

    public Volume[]? Volumes { get; init; }

    public ManagementTarget[]? ManagementTargets { get; init; }

    public string[]? PowerUnits { get; init; }

    public Outlet[]? Outlets { get; init; }

    public StorageController[]? Controllers { get; init; }

    public StorageClient[]? Clients { get; init; }

    public Coordinator[]? Coordinators { get; init; }

    public Copytool[]? Copytools { get; init; }

    public string[]? GoneCopytools { get; init; }
}
