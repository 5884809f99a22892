using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>
/// Reads and changes the domains of a topology. The nodes change when the topology is applied to a cluster.
/// </summary>
public static class TopologyDomainExtensions
{
    private const string Plugin = "domain@1";

    /// <summary>Returns all domains, ordered by name.</summary>
    /// <param name="topology">The topology.</param>
    public static IEnumerable<Domain> GetDomains(this Topology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.Groups.Values.Select(group => group.Domain).OfType<Domain>();
    }

    /// <summary>Returns the domain with the given name; null if it does not exist.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">Name of the domain.</param>
    public static Domain? FindDomain(this Topology topology, string name)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.Groups.GetValueOrDefault(name)?.Domain;
    }

    /// <summary>Returns the desired nodes of a domain, ordered by number; empty if the domain does not exist.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">Name of the domain.</param>
    public static ValueList<NodeSpec> GetDomainNodes(this Topology topology, string name)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.Groups.GetValueOrDefault(name) is { Domain: not null } group ? group.Nodes : [];
    }

    /// <summary>
    /// Adds a domain without nodes, or updates the properties of an existing one and keeps its nodes.
    /// <see cref="WithCapacity(Topology, string, int)"/> creates nodes.
    /// </summary>
    /// <param name="topology">The topology.</param>
    /// <param name="domain">The domain.</param>
    /// <exception cref="DecisionException">The domain is invalid, or another group has its name.</exception>
    public static Topology WithDomain(this Topology topology, Domain domain)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(domain);
        NodeGroup? existing = topology.Groups.GetValueOrDefault(domain.Name);
        ValueList<Problem> problems = domain.Check().AddRange(existing?.Domain is null ? CheckFree(topology, domain.Name) : []);
        if (problems.Count > 0)
        {
            throw new DecisionException($"Domain '{domain.Name}'", problems);
        }

        Domain numbered = domain with { NextNodeNumber = Math.Max(domain.NextNodeNumber, DomainNodes.NextNumber(existing?.Nodes ?? [])) };
        NodeGroup group = (existing ?? new NodeGroup(domain.Name, Plugin)) with { Domain = numbered };
        return topology with { Groups = topology.Groups.With(domain.Name, group) };
    }

    /// <summary>
    /// Updates limits and ranks of a domain's clouds and adds missing clouds; removes none. Nodes stay until the next
    /// change of size.
    /// </summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">Name of the domain.</param>
    /// <param name="changes">Clouds to change or add. The resulting ranks must be 1, 2, … without gaps.</param>
    /// <exception cref="DecisionException">The domain or its new clouds are invalid; reports all problems.</exception>
    public static Topology WithClouds(this Topology topology, string name, ValueList<CloudLimit> changes)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(changes);
        Domain domain = Needed(topology, name);
        PolicyOptionsValidator problems = new();
        Domain changed = domain with { Clouds = CloudLimitUpdate.Merge(domain.Clouds, changes, problems) };
        return problems.ToList() is { Count: > 0 } found
            ? throw new DecisionException($"Domain '{name}'", found.AddRange(changed.Check()))
            : topology.WithDomain(changed);
    }

    /// <summary>Removes a domain with its nodes. Returns the same topology if the domain does not exist.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">Name of the domain.</param>
    public static Topology WithoutDomain(this Topology topology, string name) =>
        topology.FindDomain(name) is null ? topology : topology with { Groups = topology.Groups.Without(name) };

    /// <summary>
    /// Resizes a domain. Nodes are added to its clouds in order and removed from the last cloud first. Nodes that
    /// exceed the limits of the clouds are not created.
    /// </summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">Name of the domain.</param>
    /// <param name="capacity">Number of nodes, 0 or more. The bounds of the domain are not checked.</param>
    /// <exception cref="DecisionException">The domain or its launch configuration is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 0.</exception>
    public static Topology WithCapacity(this Topology topology, string name, int capacity)
    {
        Domain domain = Needed(topology, name);
        return topology.WithCapacity(name, capacity, DomainNodes.Fill(domain, topology.GetDomainNodes(name), capacity));
    }

    /// <summary>Sets the number of nodes of a domain in each cloud. The youngest nodes are removed first.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">Name of the domain.</param>
    /// <param name="capacity">Requested number of nodes.</param>
    /// <param name="counts">Number of nodes of each cloud, in order; a single value if the domain has no
    /// clouds.</param>
    /// <exception cref="DecisionException">The domain or its launch configuration is missing.</exception>
    /// <exception cref="ArgumentException">The number of counts is not the number of clouds.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 0.</exception>
    public static Topology WithCapacity(this Topology topology, string name, int capacity, ReadOnlySpan<int> counts)
    {
        ArgumentNullException.ThrowIfNull(topology);
        Domain domain = Needed(topology, name);
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (counts.Length != domain.EffectiveClouds.Count)
        {
            throw new ArgumentException(
                $"{counts.Length} counts for {Pluralizer.Format(domain.EffectiveClouds.Count, "cloud")}",
                nameof(counts)
            );
        }

        return DomainNodes.Resize(topology, domain with { Capacity = capacity }, counts);
    }

    /// <summary>Removes nodes by name but keeps the capacity, so that the next change replaces them.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">Name of the domain.</param>
    /// <param name="nodes">Names of nodes; unknown names are ignored.</param>
    /// <exception cref="DecisionException">The domain does not exist.</exception>
    public static Topology WithoutNodes(this Topology topology, string name, IReadOnlySet<string> nodes)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(nodes);
        Needed(topology, name);
        NodeGroup group = topology.Groups[name];
        return nodes.Count == 0
            ? topology
            : topology with
            {
                Groups = topology.Groups.With(
                    name,
                    group with
                    {
                        Nodes = group.Nodes.Where(node => !nodes.Contains(node.Name)).ToValueList(),
                    }
                ),
            };
    }

    /// <summary>Checks that a group name is not in use. Case is ignored, as on the machines.</summary>
    internal static IEnumerable<Problem> CheckFree(Topology topology, string group) =>
        topology
            .Groups.Keys.Where(name => name.Equals(group, StringComparison.OrdinalIgnoreCase))
            .Select(name => new Problem(
                ProblemCode.DuplicateName,
                $"'{TextEscaping.Escape(group)}' is taken by '{TextEscaping.Escape(name)}'",
                "use another name"
            )
            {
                Field = "name",
            });

    internal static Domain Needed(Topology topology, string name) =>
        topology.FindDomain(name)
        ?? throw new DecisionException(
            $"Domain '{name}'",
            [
                new Problem(
                    ProblemCode.DomainNotFound,
                    "does not exist",
                    $"use one of: {string.Join(", ", topology.GetDomains().Select(domain => domain.Name))}"
                ),
            ]
        );
}

/// <summary>Changes clouds as the Phantom service did: by rank, keeping clouds that are not listed.</summary>
internal static class CloudLimitUpdate
{
    /// <summary>Updates limits and ranks of known clouds and adds the others; removes none.</summary>
    /// <param name="problems">Receives the problems of ranks that are not 1, 2, … without gaps.</param>
    /// <returns>The clouds in the order of their ranks.</returns>
    public static ValueList<DomainCloud> Merge(
        ValueList<DomainCloud> clouds,
        ValueList<CloudLimit> changes,
        PolicyOptionsValidator problems
    )
    {
        HashSet<string> changed = new(changes.Select(change => change.Name), StringComparer.Ordinal);
        ValueList<CloudLimit> merged = clouds
            .Select((cloud, index) => new CloudLimit(cloud.Name, cloud.MaxNodes, index + 1))
            .Where(cloud => !changed.Contains(cloud.Name))
            .Concat(changes)
            .OrderBy(cloud => cloud.Rank)
            .ToValueList();
        CheckRanks(merged, problems);
        return merged
            .Select(limit =>
                (clouds.FirstOrDefault(cloud => cloud.Name == limit.Name) ?? new DomainCloud(limit.Name)) with
                {
                    MaxNodes = limit.MaxNodes,
                }
            )
            .ToValueList();
    }

    private static void CheckRanks(ValueList<CloudLimit> clouds, PolicyOptionsValidator problems)
    {
        HashSet<int> ranks = [];
        foreach (CloudLimit cloud in clouds)
        {
            string field = $"{nameof(Domain.Clouds)}.{TextEscaping.Escape(cloud.Name)}";
            _ = ranks.Add(cloud.Rank)
                ? problems
                : problems.Add(
                    ProblemCode.ConflictingFields,
                    field,
                    string.Create(CultureInfo.InvariantCulture, $"rank {cloud.Rank} is taken"),
                    "give each cloud a rank of its own"
                );
            _ =
                cloud.Rank >= 1 && cloud.Rank <= clouds.Count
                    ? problems
                    : problems.Add(
                        ProblemCode.OutOfRange,
                        field,
                        string.Create(CultureInfo.InvariantCulture, $"rank {cloud.Rank} leaves a gap"),
                        $"use the ranks 1 to {clouds.Count}"
                    );
        }
    }
}
