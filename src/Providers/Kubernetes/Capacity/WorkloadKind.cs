namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Kind of a scalable workload.</summary>
public enum WorkloadKind
{
    /// <summary>Deployment.</summary>
    Deployment,

    /// <summary>Stateful set.</summary>
    StatefulSet,

    /// <summary>Replica set.</summary>
    ReplicaSet,
}
