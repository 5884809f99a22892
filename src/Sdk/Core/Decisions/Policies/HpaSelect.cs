namespace Scalewright.Decisions.Policies;

/// <summary>Which of several scaling rules counts; names as in Kubernetes.</summary>
public enum HpaSelect
{
    /// <summary>The one that allows the largest change.</summary>
    Max,

    /// <summary>The one that allows the smallest change.</summary>
    Min,

    /// <summary>No change is allowed.</summary>
    Disabled,
}
