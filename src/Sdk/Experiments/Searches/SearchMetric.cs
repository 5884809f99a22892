namespace Scalewright.Experiments.Searches;

/// <summary>Scalability metric.</summary>
public enum SearchMetric
{
    /// <summary>Minimum resources for each load.</summary>
    Demand,

    /// <summary>Maximum load for each amount of resources.</summary>
    Capacity,
}
