namespace Scalewright.Clusters;

/// <summary>The exception that is thrown when a cluster cannot be created, opened or changed as requested.</summary>
public sealed class ClusterException : ScalewrightException
{
    internal ClusterException(string cluster, ValueList<Problem> problems, Exception? inner = null)
        : base($"Cluster '{cluster}'", problems, inner) => Cluster = cluster;

    internal ClusterException(string cluster, Problem problem, Exception? inner = null)
        : this(cluster, [problem], inner) { }

    private ClusterException(string folder, Problem problem, string subject)
        : base(subject, [problem]) => Cluster = folder;

    /// <summary>Name of the cluster; the folder if no cluster was found.</summary>
    public string Cluster { get; }

    /// <summary>Code of the first error.</summary>
    public ProblemCode Code => Problems.First(problem => problem.Severity == ProblemSeverity.Error).Code;

    /// <summary>Report of completed and failed steps; null if no step was started.</summary>
    public PlanReport? Report { get; init; }

    internal static ClusterException OfFolder(string folder, Problem problem) => new(folder, problem, $"Folder '{folder}'");
}
