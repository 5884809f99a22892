using Scalewright.Storage.Packages;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.Servers;

/// <summary>A simulated server as it is remembered. A value; whether its agent runs is known to <see cref="ServerPark"/>.</summary>
public sealed record Server
{
    private const int DefaultPort = 3000;

    /// <summary>What it was set up as.</summary>
    public required ServerLayout Layout { get; init; }

    /// <summary>Its name.</summary>
    public ServerName Name => Layout.Name;

    /// <summary>Its index among servers or workers.</summary>
    public int Index => Layout.Index;

    /// <summary>Whether it is a worker.</summary>
    public bool IsWorker => Layout.IsWorker;

    /// <summary>Its high-availability cluster.</summary>
    public int Cluster => Layout.Cluster;

    /// <summary>The storage unit whose disks it sees; null when it sees none.</summary>
    public int? Unit => Layout.Unit;

    /// <summary>Its outlet on every power unit; null for a worker.</summary>
    public string? Outlet => Layout.Outlet;

    /// <summary>Its network interfaces as a manager configured them.</summary>
    public required ValueList<NetworkInterface> Interfaces { get; init; }

    /// <summary>Whether a manager knows it.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>Whether it is going down.</summary>
    public bool IsShuttingDown { get; init; }

    /// <summary>Whether it is coming up.</summary>
    public bool IsStartingUp { get; init; }

    /// <summary>Whether the modules of the Lustre network are loaded.</summary>
    public bool IsLnetLoaded { get; init; }

    /// <summary>Whether the Lustre network is up.</summary>
    public bool IsLnetUp { get; init; }

    /// <summary>Whether corosync runs.</summary>
    public bool RunsCorosync { get; init; }

    /// <summary>The multicast port of corosync; default 3000.</summary>
    public int McastPort { get; init; } = DefaultPort;

    /// <summary>Whether pacemaker runs.</summary>
    public bool RunsPacemaker { get; init; }

    /// <summary>The profile a manager gave it; null for none.</summary>
    public string? Profile { get; init; }

    /// <summary>What is installed, by package.</summary>
    public ValueMap<PackageVersion> Packages { get; init; } = ValueMap.Empty<PackageVersion>();

    /// <summary>Mounted file systems: where, by what is mounted.</summary>
    public ValueMap<string> Mounts { get; init; } = ValueMap.Empty<string>();

    /// <summary>When it was started last.</summary>
    public DateTimeOffset BootedAt { get; init; }

    /// <summary>Its Lustre addresses.</summary>
    public IEnumerable<string> Nids => Interfaces.Where(item => item.LndNetwork is not null).Select(item => $"{item.Address}@{item.Type}{item.LndNetwork}");

    internal static Server Of(ServerLayout layout, PackageOffer offer, DateTimeOffset now) => new()
    {
        Layout = layout,
        Interfaces = layout.Interfaces,
        Packages = new Dictionary<string, PackageVersion>(StringComparer.Ordinal) { [PackageOffer.Agent] = offer.Versions[PackageOffer.Agent] }.ToValueMap(),
        BootedAt = now,
    };
}
