using Scalewright.Clusters;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Changing domains of a live cluster by hand.</summary>
public static class ClusterDomains
{
    /// <summary>Gives a domain a number of nodes, by the planner that does everything else, too, and waits until they are ready.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="domain">The domain's name.</param>
    /// <param name="capacity">How many nodes, within the domain's bounds. Its clouds are filled in their order and emptied from the last.</param>
    /// <param name="cancellationToken">What is under way comes to its end and is recorded; nothing more is begun.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="DecisionException">There is no such domain, its clouds have no room for so many, or its bounds or launch configuration forbid it; nothing was begun.</exception>
    /// <exception cref="ClusterException">A part of it cannot be done; the rest was.</exception>
    /// <exception cref="ProviderException">The place cannot be used.</exception>
    public static Task<PlanReport> SetCapacityAsync(this Cluster cluster, string domain, int capacity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(domain);
        return cluster.ApplyAsync(wanted => Resized(wanted, domain, capacity), cancellationToken);
    }

    /// <summary>Gives clouds of a domain new limits and ranks and adds those that it does not have. An engine that names clouds itself goes by its own.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="domain">The domain's name.</param>
    /// <param name="changes">The clouds to change or add; afterwards the ranks of all must be 1, 2, … without gap.</param>
    /// <param name="cancellationToken">What is under way comes to its end and is recorded; nothing more is begun.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="DecisionException">There is no such domain, or its clouds cannot be so; nothing was begun.</exception>
    /// <exception cref="ClusterException">A part of it cannot be done; the rest was.</exception>
    /// <exception cref="ProviderException">The place cannot be used.</exception>
    public static Task<PlanReport> SetCloudsAsync(this Cluster cluster, string domain, ValueList<CloudLimit> changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(changes);
        return cluster.ApplyAsync(wanted => wanted.WithClouds(domain, changes), cancellationToken);
    }

    private static Topology Resized(Topology wanted, string name, int capacity)
    {
        Domain domain = TopologyDomains.Needed(wanted, name);
        if (capacity < domain.NodesMin || capacity > domain.NodesMax)
        {
            throw Refused(name, ProblemCode.OutOfRange, $"{capacity} is not from {domain.NodesMin} to {domain.NodesMax}", "use a number within the domain's bounds");
        }

        int[] counts = DomainNodes.Fill(domain, wanted.NodesOf(name), capacity);
        return counts.Sum() == capacity
            ? wanted.WithCapacity(name, capacity, counts)
            : throw Refused(name, ProblemCode.Capacity, $"the clouds have room for {counts.Sum()} of {capacity}", "ask for fewer, or raise the limit of a cloud");
    }

    private static DecisionException Refused(string domain, ProblemCode code, string found, string advice) =>
        new($"Domain '{domain}'", [new Problem(code, found, advice) { Field = "capacity" }]);
}
