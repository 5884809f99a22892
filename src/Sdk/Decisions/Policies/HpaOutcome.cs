namespace Scalewright.Decisions.Policies;

/// <summary>Outcome of one metric in the Kubernetes calculation.</summary>
public enum HpaOutcome
{
    /// <summary>The metric proposes a size.</summary>
    Proposed,

    /// <summary>
    /// The size is kept: the ratio is within the tolerance, or missing pods could reverse the direction.
    /// </summary>
    Unchanged,

    /// <summary>There are no pods.</summary>
    NoPods,

    /// <summary>No ready pod reports the metric.</summary>
    NoMetrics,

    /// <summary>A pod has no request for the resource, so a percentage is undefined.</summary>
    NoRequest,

    /// <summary>The ratio of value to target is not a finite number.</summary>
    NotANumber,
}
