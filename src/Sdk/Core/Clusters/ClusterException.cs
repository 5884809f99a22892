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

    private ClusterException(string folder, Problem problem, string subject)
        : base(subject, [problem]) => Cluster = folder;

    /// <summary>The cluster's name; the folder where no cluster was found.</summary>
    public string Cluster { get; }

    /// <summary>The kind of its first error.</summary>
    public ProblemCode Code => Problems.First(problem => problem.Severity == ProblemSeverity.Error).Code;

    /// <summary>What was done and what was not; null when nothing was begun.</summary>
    public PlanReport? Report { get; init; }

    /// <summary>There is no cluster in a folder, so that nothing can be told by its name.</summary>
    internal static ClusterException OfFolder(string folder, Problem problem) => new(folder, problem, $"Folder '{folder}'");
}
