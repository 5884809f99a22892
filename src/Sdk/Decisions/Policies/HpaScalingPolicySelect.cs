namespace Scalewright.Decisions.Policies;

/// <summary>Selects one of several scaling rules; names as in Kubernetes.</summary>
public enum HpaScalingPolicySelect
{
    /// <summary>The rule that allows the largest change.</summary>
    Max,

    /// <summary>The rule that allows the smallest change.</summary>
    Min,

    /// <summary>No change is allowed.</summary>
    Disabled,
}
