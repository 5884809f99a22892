namespace Scalewright.Decisions.Policies;

/// <summary>What the value of a rate means; names as in Kubernetes.</summary>
public enum HpaRateType
{
    /// <summary>So many pods.</summary>
    Pods,

    /// <summary>So many percent of the pods at the period's start.</summary>
    Percent,
}
