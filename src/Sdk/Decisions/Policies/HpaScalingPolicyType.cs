namespace Scalewright.Decisions.Policies;

/// <summary>Meaning of the value of a rate; names as in Kubernetes.</summary>
public enum HpaScalingPolicyType
{
    /// <summary>Number of pods.</summary>
    Pods,

    /// <summary>Percentage of the pods at the start of the period.</summary>
    Percent,
}
