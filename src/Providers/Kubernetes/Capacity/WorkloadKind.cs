namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>What has a size in Kubernetes.</summary>
public enum WorkloadKind
{
    /// <summary>A deployment.</summary>
    Deployment,

    /// <summary>A stateful set.</summary>
    StatefulSet,

    /// <summary>A replica set.</summary>
    ReplicaSet,
}
