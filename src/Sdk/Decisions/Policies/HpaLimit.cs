namespace Scalewright.Decisions.Policies;

/// <summary>Limit applied to a Kubernetes recommendation; names as in Kubernetes.</summary>
public enum HpaLimit
{
    /// <summary>No limit was applied.</summary>
    DesiredWithinRange,

    /// <summary>The rate for scaling out.</summary>
    ScaleUpLimit,

    /// <summary>The maximum number of replicas.</summary>
    TooManyReplicas,

    /// <summary>The rate for scaling in.</summary>
    ScaleDownLimit,

    /// <summary>The minimum number of replicas.</summary>
    TooFewReplicas,
}
