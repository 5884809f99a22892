namespace Scalewright.Experiments.Searches;

/// <summary>What a question of scalability asks.</summary>
public enum SearchMetric
{
    /// <summary>Of each load: the least resources that it demands.</summary>
    Demand,

    /// <summary>Of each amount of resources: the highest load that it can take.</summary>
    Capacity,
}
