namespace Scalewright.Decisions.Policies;

/// <summary>What became of one metric in the Kubernetes calculation.</summary>
public enum HpaOutcome
{
    /// <summary>It proposes a size.</summary>
    Proposed,

    /// <summary>It proposes the current size: close enough, or the missing pods could turn the direction.</summary>
    Kept,

    /// <summary>There are no pods.</summary>
    NoPods,

    /// <summary>No ready pod has the metric.</summary>
    NoMetrics,

    /// <summary>A pod requests nothing of the resource, so a percentage of it means nothing.</summary>
    NoRequest,

    /// <summary>The value over the target is no finite number.</summary>
    NoNumber,
}
