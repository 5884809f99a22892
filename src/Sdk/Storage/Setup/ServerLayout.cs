namespace Scalewright.Storage.Setup;

/// <summary>A server or worker as it is set up.</summary>
public sealed record ServerLayout
{
    /// <summary>The cluster of all workers, which have no high availability.</summary>
    public const int WorkerCluster = -1;

    /// <summary>Its name.</summary>
    public required ServerName Name { get; init; }

    /// <summary>Its index among the servers or among the workers.</summary>
    public required int Index { get; init; }

    /// <summary>Whether it is a worker.</summary>
    public bool IsWorker { get; init; }

    /// <summary>Its high-availability cluster, from 0; <see cref="WorkerCluster"/> for a worker.</summary>
    public required int Cluster { get; init; }

    /// <summary>The storage unit whose disks it sees: 0 when all see all, else from 1; null for a worker.</summary>
    public int? Unit { get; init; }

    /// <summary>Its outlet on every power unit, a number from 1; null for a worker.</summary>
    public string? Outlet { get; init; }

    /// <summary>Its network interfaces, by number.</summary>
    public required ValueList<NetworkInterface> Interfaces { get; init; }
}
