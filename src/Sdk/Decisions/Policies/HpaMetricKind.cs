namespace Scalewright.Decisions.Policies;

/// <summary>Kind of a metric of a Kubernetes autoscaler.</summary>
public enum HpaMetricKind
{
    /// <summary>CPU time of each pod, in percent of its request.</summary>
    Cpu,

    /// <summary>Another resource of each pod, in percent of its request.</summary>
    Resource,

    /// <summary>Value of each pod, averaged.</summary>
    Pods,

    /// <summary>Value of an object or external metric.</summary>
    Value,

    /// <summary>Value of an object or external metric, per pod.</summary>
    AverageValue,
}
