using Scalewright.Storage.Packages;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.Servers;

/// <summary>State of a simulated server. Immutable.</summary>
/// <remarks><see cref="ServerPool"/> records whether its agent runs.</remarks>
public sealed record StorageServer
{
    private const int DefaultPort = 3000;

    /// <summary>Initial layout.</summary>
    public required ServerLayout Layout { get; init; }

    /// <summary>Name of the server.</summary>
    public ServerName Name => Layout.Name;

    /// <summary>Index among servers or workers.</summary>
    public int Index => Layout.Index;

    /// <summary>True for a worker.</summary>
    public bool IsWorker => Layout.IsWorker;

    /// <summary>High-availability cluster.</summary>
    public int Cluster => Layout.Cluster;

    /// <summary>Storage unit whose disks it sees; null if it sees none.</summary>
    public int? Unit => Layout.Unit;

    /// <summary>Outlet on every power unit; null for a worker.</summary>
    public string? Outlet => Layout.Outlet;

    /// <summary>Network interfaces, as configured by a manager.</summary>
    public required ValueList<ServerNetworkInterface> Interfaces { get; init; }

    /// <summary>True if it is registered at a manager.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>True while it shuts down.</summary>
    public bool IsShuttingDown { get; init; }

    /// <summary>True while it starts.</summary>
    public bool IsStartingUp { get; init; }

    /// <summary>True if the modules of the Lustre network are loaded.</summary>
    public bool IsLnetLoaded { get; init; }

    /// <summary>True if the Lustre network is up.</summary>
    public bool IsLnetUp { get; init; }

    /// <summary>True if corosync runs.</summary>
    public bool IsCorosyncRunning { get; init; }

    /// <summary>Multicast port of corosync. Default 3000.</summary>
    public int McastPort { get; init; } = DefaultPort;

    /// <summary>True if pacemaker runs.</summary>
    public bool IsPacemakerRunning { get; init; }

    /// <summary>Profile assigned by a manager; null for none.</summary>
    public string? Profile { get; init; }

    /// <summary>Installed packages, by name.</summary>
    public ValueMap<PackageVersion> Packages { get; init; } = ValueMap.Empty<PackageVersion>();

    /// <summary>Mount points, by mounted file system.</summary>
    public ValueMap<string> Mounts { get; init; } = ValueMap.Empty<string>();

    /// <summary>Time of the last start.</summary>
    public DateTimeOffset BootedAt { get; init; }

    /// <summary>Lustre addresses.</summary>
    public IEnumerable<string> Nids =>
        Interfaces
            .Where(networkInterface => networkInterface.LndNetwork is not null)
            .Select(networkInterface => $"{networkInterface.Address}@{networkInterface.Type}{networkInterface.LndNetwork}");

    internal static StorageServer Create(ServerLayout layout, PackageRepository offer, DateTimeOffset now) =>
        new()
        {
            Layout = layout,
            Interfaces = layout.Interfaces,
            Packages = new Dictionary<string, PackageVersion>(StringComparer.Ordinal)
            {
                [PackageRepository.Agent] = offer.Versions[PackageRepository.Agent],
            }.ToValueMap(),
            BootedAt = now,
        };
}
