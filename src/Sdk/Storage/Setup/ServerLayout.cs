namespace Scalewright.Storage.Setup;

/// <summary>Server or worker of a new cluster.</summary>
public sealed record ServerLayout
{
    /// <summary>Cluster number of all workers, which have no high availability.</summary>
    public const int WorkerCluster = -1;

    /// <summary>Name of the server.</summary>
    public required ServerName Name { get; init; }

    /// <summary>Index among the servers or among the workers.</summary>
    public required int Index { get; init; }

    /// <summary>True for a worker.</summary>
    public bool IsWorker { get; init; }

    /// <summary>High-availability cluster, from 0; <see cref="WorkerCluster"/> for a worker.</summary>
    public required int Cluster { get; init; }

    /// <summary>Storage unit whose disks it sees, from 1; 0 if all servers see all disks; null for a worker.</summary>
    public int? Unit { get; init; }

    /// <summary>Outlet on every power unit, from 1; null for a worker.</summary>
    public string? Outlet { get; init; }

    /// <summary>Network interfaces, by number.</summary>
    public required ValueList<ServerNetworkInterface> Interfaces { get; init; }
}
