using Scalewright.Clusters;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Changes domains of a live cluster manually.</summary>
public static class ClusterDomainExtensions
{
    /// <summary>
    /// Resizes a domain and waits until its nodes are ready. The change is planned like any other change.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="domain">The domain's name.</param>
    /// <param name="capacity">Number of nodes within the domain's bounds. Nodes are added to the clouds in order and
    /// removed from the last cloud first.</param>
    /// <param name="cancellationToken">Cancels the change. Running steps finish and are recorded; no further step
    /// starts.</param>
    /// <returns>The report of the executed plan.</returns>
    /// <exception cref="DecisionException">The domain does not exist, its clouds lack capacity, or its bounds or launch
    /// configuration do not allow the change. Nothing was started.</exception>
    /// <exception cref="ClusterException">Some steps failed; the others were completed.</exception>
    /// <exception cref="ProviderException">The provider is not available.</exception>
    public static Task<PlanReport> SetCapacityAsync(
        this Cluster cluster,
        string domain,
        int capacity,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(domain);
        return cluster.ApplyAsync(desired => Resized(desired, domain, capacity), cancellationToken);
    }

    /// <summary>
    /// Updates limits and ranks of a domain's clouds and adds missing clouds. An engine that is configured with clouds
    /// uses its own settings instead.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="domain">The domain's name.</param>
    /// <param name="changes">Clouds to change or add. The resulting ranks must be 1, 2, … without gaps.</param>
    /// <param name="cancellationToken">Cancels the change. Running steps finish and are recorded; no further step
    /// starts.</param>
    /// <returns>The report of the executed plan.</returns>
    /// <exception cref="DecisionException">The domain or its new clouds are invalid; nothing was started.</exception>
    /// <exception cref="ClusterException">Some steps failed; the others were completed.</exception>
    /// <exception cref="ProviderException">The provider is not available.</exception>
    public static Task<PlanReport> SetCloudsAsync(
        this Cluster cluster,
        string domain,
        ValueList<CloudLimit> changes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(changes);
        return cluster.ApplyAsync(desired => desired.WithClouds(domain, changes), cancellationToken);
    }

    private static Topology Resized(Topology desired, string name, int capacity)
    {
        Domain domain = TopologyDomainExtensions.Needed(desired, name);
        if (capacity < domain.MinNodes || capacity > domain.MaxNodes)
        {
            throw Fail(
                name,
                ProblemCode.OutOfRange,
                string.Create(CultureInfo.InvariantCulture, $"{capacity} is not from {domain.MinNodes} to {domain.MaxNodes}"),
                "use a number within the domain's bounds"
            );
        }

        int[] counts = DomainNodes.Fill(domain, desired.GetDomainNodes(name), capacity);
        return counts.Sum() == capacity
            ? desired.WithCapacity(name, capacity, counts)
            : throw Fail(
                name,
                ProblemCode.InsufficientCapacity,
                $"the clouds have capacity for {counts.Sum()} of {capacity} nodes",
                "use a lower capacity, or raise the limit of a cloud"
            );
    }

    private static DecisionException Fail(string domain, ProblemCode code, string found, string advice) =>
        new($"Domain '{domain}'", [new Problem(code, found, advice) { Field = nameof(Domain.Capacity) }]);
}
