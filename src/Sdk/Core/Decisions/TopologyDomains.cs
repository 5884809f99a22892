using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>The domains of a topology. Nothing happens to any node before the topology is applied to a cluster.</summary>
public static class TopologyDomains
{
    /// <summary>All domains, by name.</summary>
    /// <param name="topology">The topology.</param>
    /// <exception cref="DecisionException">What was stored of one cannot be.</exception>
    public static IEnumerable<Domain> Domains(this Topology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.Groups.Values.Where(DomainLabels.IsDomain).Select(DomainLabels.Read);
    }

    /// <summary>Finds a domain; null when there is none of this name.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">The domain's name.</param>
    /// <exception cref="DecisionException">What was stored of it cannot be.</exception>
    public static Domain? FindDomain(this Topology topology, string name)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.Groups.TryGetValue(name, out NodeGroup? group) && DomainLabels.IsDomain(group) ? DomainLabels.Read(group) : null;
    }

    /// <summary>The nodes that a domain shall have, by number; none when there is no such domain.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">The domain's name.</param>
    public static ValueList<NodeSpec> NodesOf(this Topology topology, string name)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.Groups.TryGetValue(name, out NodeGroup? group) && DomainLabels.IsDomain(group) ? group.Nodes : [];
    }

    /// <summary>Adds a domain without nodes, or changes the facts of the one that is there; its nodes stay. <see cref="WithCapacity(Topology, string, int)"/> makes nodes.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="domain">The domain.</param>
    /// <exception cref="DecisionException">It cannot be, or another group has its name.</exception>
    public static Topology WithDomain(this Topology topology, Domain domain)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(domain);
        NodeGroup? there = topology.Groups.TryGetValue(domain.Name, out NodeGroup? found) ? found : null;
        ValueList<Problem> problems = domain.Check().AddRange(there is not null && DomainLabels.IsDomain(there) ? [] : CheckFree(topology, domain.Name));
        if (problems.Count > 0)
        {
            throw new DecisionException($"Domain '{domain.Name}'", problems);
        }

        Domain numbered = domain with { NextNumber = Math.Max(domain.NextNumber, DomainNodes.NextNumber(there?.Nodes ?? [])) };
        NodeGroup group = (there ?? new NodeGroup(domain.Name, DomainLabels.Plugin)) with { Labels = DomainLabels.Of(numbered) };
        return topology with { Groups = topology.Groups.With(domain.Name, group) };
    }

    /// <summary>Gives clouds of a domain new limits and ranks and adds those that it does not have; none is removed. Nodes stay until the next change of size.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">The domain's name.</param>
    /// <param name="changes">The clouds to change or add, in any order; afterwards the ranks of all must be 1, 2, … without gap.</param>
    /// <exception cref="DecisionException">There is no such domain, or its clouds cannot be so; all problems are told at once.</exception>
    public static Topology WithClouds(this Topology topology, string name, ValueList<CloudLimit> changes)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(changes);
        Domain domain = Needed(topology, name);
        PolicyProblems problems = new();
        Domain changed = domain with { Clouds = CloudLimits.Merge(domain.Clouds, changes, problems) };
        return problems.ToList() is { Count: > 0 } found
            ? throw new DecisionException($"Domain '{name}'", found.AddRange(changed.Check()))
            : topology.WithDomain(changed);
    }

    /// <summary>Removes a domain with its nodes. The same topology when it is not there.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">The domain's name.</param>
    public static Topology WithoutDomain(this Topology topology, string name)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.Groups.TryGetValue(name, out NodeGroup? group) && DomainLabels.IsDomain(group)
            ? topology with { Groups = topology.Groups.Without(name) }
            : topology;
    }

    /// <summary>Gives a domain a number of nodes: fills its clouds in their order, empties them from the last. What has no room is not made.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">The domain's name.</param>
    /// <param name="capacity">How many nodes, 0 or more; the bounds of the domain are not looked at.</param>
    /// <exception cref="DecisionException">There is no such domain, or its launch configuration is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 0.</exception>
    public static Topology WithCapacity(this Topology topology, string name, int capacity)
    {
        Domain domain = Needed(topology, name);
        return topology.WithCapacity(name, capacity, DomainNodes.Fill(domain, topology.NodesOf(name), capacity));
    }

    /// <summary>Gives a domain a number of nodes in each cloud. The youngest nodes go first.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">The domain's name.</param>
    /// <param name="capacity">How many nodes were asked for.</param>
    /// <param name="counts">How many nodes each cloud shall have, in the order of the domain's clouds; one number when it names none.</param>
    /// <exception cref="DecisionException">There is no such domain, or its launch configuration is missing.</exception>
    /// <exception cref="ArgumentException">The counts are not one for each cloud.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 0.</exception>
    public static Topology WithCapacity(this Topology topology, string name, int capacity, ReadOnlySpan<int> counts)
    {
        ArgumentNullException.ThrowIfNull(topology);
        Domain domain = Needed(topology, name);
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (counts.Length != domain.Places.Count)
        {
            throw new ArgumentException($"{counts.Length} counts for {CountText.Of(domain.Places.Count, "cloud")}", nameof(counts));
        }

        return DomainNodes.Resize(topology, domain with { Capacity = capacity }, counts);
    }

    /// <summary>Removes nodes of a domain by name; its capacity stays what was asked for, so that the next change makes others in their place.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">The domain's name.</param>
    /// <param name="nodes">Names of nodes; one that is not there is skipped.</param>
    /// <exception cref="DecisionException">There is no such domain.</exception>
    public static Topology WithoutNodes(this Topology topology, string name, IReadOnlySet<string> nodes)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(nodes);
        Needed(topology, name);
        NodeGroup group = topology.Groups[name];
        return nodes.Count == 0 ? topology : topology with
        {
            Groups = topology.Groups.With(name, group with { Nodes = group.Nodes.Where(node => !nodes.Contains(node.Name)).ToValueList() }),
        };
    }

    /// <summary>Names count without regard to case, as on the machines.</summary>
    internal static IEnumerable<Problem> CheckFree(Topology topology, string group) => topology.Groups.Keys
        .Where(name => name.Equals(group, StringComparison.OrdinalIgnoreCase))
        .Select(name => new Problem(ProblemCode.DuplicateName, $"'{Printable.Escape(group)}' is taken by '{Printable.Escape(name)}'", "use another name") { Field = "name" });

    internal static Domain Needed(Topology topology, string name) => topology.FindDomain(name) ?? throw new DecisionException(
        $"Domain '{name}'", [new Problem(ProblemCode.NoDomain, "is not there", $"use one of: {string.Join(", ", topology.Domains().Select(domain => domain.Name))}")]);
}

/// <summary>Changes the clouds of a domain as the Phantom service did: ranks say their order, and what is not named stays.</summary>
internal static class CloudLimits
{
    /// <summary>Gives known clouds their new limits and ranks and adds the others; none is removed.</summary>
    /// <param name="changes">The clouds to change or add.</param>
    /// <param name="problems">Collects ranks that are not 1, 2, … without gap.</param>
    /// <returns>The clouds in the order of their ranks.</returns>
    public static ValueList<DomainCloud> Merge(ValueList<DomainCloud> clouds, ValueList<CloudLimit> changes, PolicyProblems problems)
    {
        HashSet<string> changed = new(changes.Select(change => change.Name), StringComparer.Ordinal);
        ValueList<CloudLimit> merged = clouds.Select((cloud, index) => new CloudLimit(cloud.Name, cloud.NodesMax, index + 1))
            .Where(cloud => !changed.Contains(cloud.Name)).Concat(changes).OrderBy(cloud => cloud.Rank).ToValueList();
        CheckRanks(merged, problems);
        return merged.Select(limit => (clouds.FirstOrDefault(cloud => cloud.Name == limit.Name) ?? new DomainCloud(limit.Name)) with { NodesMax = limit.NodesMax }).ToValueList();
    }

    private static void CheckRanks(ValueList<CloudLimit> clouds, PolicyProblems problems)
    {
        HashSet<int> ranks = [];
        foreach (CloudLimit cloud in clouds)
        {
            string field = $"clouds.{Printable.Escape(cloud.Name)}";
            _ = ranks.Add(cloud.Rank) ? problems : problems.Say(ProblemCode.Conflict, field, $"rank {cloud.Rank} is taken", "give each cloud a rank of its own");
            _ = cloud.Rank >= 1 && cloud.Rank <= clouds.Count ? problems
                : problems.Say(ProblemCode.OutOfRange, field, $"rank {cloud.Rank} leaves a gap", $"use the ranks 1 to {clouds.Count}");
        }
    }
}
