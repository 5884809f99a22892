namespace Scalewright.Decisions.Policies;

/// <summary>What held a Kubernetes recommendation back; names as in Kubernetes.</summary>
public enum HpaLimit
{
    /// <summary>Nothing.</summary>
    DesiredWithinRange,

    /// <summary>The rate for growing.</summary>
    ScaleUpLimit,

    /// <summary>The largest number of replicas.</summary>
    TooManyReplicas,

    /// <summary>The rate for shrinking.</summary>
    ScaleDownLimit,

    /// <summary>The smallest number of replicas.</summary>
    TooFewReplicas,
}
