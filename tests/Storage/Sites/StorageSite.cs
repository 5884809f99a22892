using Scalewright;

namespace Storage.Operations.Tests;

/// <summary>What a test has: servers, workers, disks, power units and clients. Read from a file, by whose name it is known what plays the servers.</summary>
public sealed record StorageSite
{
    /// <summary>The servers, each with its outlets.</summary>
    public ValueList<SiteServer> Servers { get; init; } = [];

    /// <summary>The workers; default none.</summary>
    public ValueList<SiteServer> Workers { get; init; } = [];

    /// <summary>The serials of the shared disks.</summary>
    public ValueList<string> Devices { get; init; } = [];

    /// <summary>The names of the power units; default none.</summary>
    public ValueList<string> PowerUnits { get; init; } = [];

    /// <summary>The addresses of clients; default none.</summary>
    public ValueList<string> Clients { get; init; } = [];

    /// <summary>Servers that share a high-availability cluster, 1 or more; default 4.</summary>
    public int ClusterSize { get; init; } = 4;

    /// <summary>The seed of all chance; default 0.</summary>
    public long Seed { get; init; }

    /// <summary>The real nodes that servers are put on; null, the default: they are simulated.</summary>
    public RemotePlace? Remote { get; init; }

    /// <summary>Reads a site.</summary>
    /// <param name="path">The file: <c>remote.json</c> for real nodes, any other name, as <c>simulator.json</c>, for simulated ones.</param>
    /// <exception cref="Scalewright.Providers.ProviderException">The file cannot be read, asks for servers that cannot be played, or contradicts itself; all that is wrong is named.</exception>
    public static StorageSite Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SiteReader.Read(path);
    }
}
