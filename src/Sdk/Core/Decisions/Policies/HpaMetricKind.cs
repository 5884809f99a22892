namespace Scalewright.Decisions.Policies;

/// <summary>What a metric of a Kubernetes autoscaler measures.</summary>
public enum HpaMetricKind
{
    /// <summary>Processor time of each pod, in percent of what it requests.</summary>
    Cpu,

    /// <summary>Another resource of each pod, in percent of what it requests.</summary>
    Resource,

    /// <summary>A value of each pod, as an average.</summary>
    Pods,

    /// <summary>A value of something else (object or external), as it is.</summary>
    Value,

    /// <summary>A value of something else (object or external), per pod.</summary>
    AverageValue,
}
