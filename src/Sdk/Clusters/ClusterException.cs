namespace Scalewright.Clusters;

/// <summary>A cluster could not be made, opened or changed as it was asked.</summary>
public sealed class ClusterException : ScalewrightException
{
    internal ClusterException(string cluster, ValueList<Problem> problems, Exception? inner = null)
        : base($"Cluster '{cluster}'", problems, inner) => Cluster = cluster;

    internal ClusterException(string cluster, Problem problem, Exception? inner = null)
        : this(cluster, [problem], inner)
    {
    }

    /// <summary>The cluster's name.</summary>
    public string Cluster { get; }

    /// <summary>The kind of its first error.</summary>
    public ProblemCode Code => Problems.First(problem => problem.Severity == ProblemSeverity.Error).Code;

    /// <summary>What was done and what was not; null when nothing was begun.</summary>
    public PlanReport? Report { get; init; }
}
