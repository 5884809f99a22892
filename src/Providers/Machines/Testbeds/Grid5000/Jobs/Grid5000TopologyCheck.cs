using Scalewright.Providers.Grid5000.Wire;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Reports why a topology cannot be provisioned on the testbed, before machines are reserved.</summary>
internal sealed class Grid5000TopologyCheck(RestClient client, Grid5000Options options)
{
    private const long Mebi = 1024 * 1024;
    private readonly JobPlan _plan = new(options);

    public async Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken)
    {
        ProblemList problems = new();
        problems.AddRange(TestbedProblems.Ignored(topology, "machine", "the environment", "their site"));
        if (options.StartsAt is not null && options.TimeZone is null && !TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Paris", out _))
        {
            problems.Add(Grid5000Problems.NoZone());
        }

        if (options.PublicKey.Length == 0 && topology.Nodes.Any(node => _plan.GetEnvironment(node) is not null))
        {
            problems.Add(Grid5000Problems.NoKey());
        }

        foreach (
            IGrouping<string, NodeSpec> site in topology.Nodes.GroupBy(
                node => Grid5000Location.From(node, options).Site,
                StringComparer.Ordinal
            )
        )
        {
            await CheckSiteAsync(site.Key, [.. site], problems, cancellationToken);
        }

        return problems.ToValueList();
    }

    private static bool Fits(ClusterNode machine, NodeSpec node) =>
        (machine.Architecture?.NbCores ?? 0) >= node.Hardware.Cpus && (machine.MainMemory?.RamSize ?? 0) >= node.Hardware.MemoryMiB * Mebi;

    private async Task CheckSiteAsync(string site, ValueList<NodeSpec> nodes, ProblemList problems, CancellationToken cancellationToken)
    {
        if (!options.Sites.Contains(site, StringComparer.Ordinal))
        {
            problems.AddRange(nodes.Select(node => TestbedProblems.UnknownSite(node.Name, site, options.Sites)));

            return;
        }

        Dictionary<string, IReadOnlyList<ClusterNode>> clusters = await ReadAsync(site, cancellationToken);
        foreach (IGrouping<Grid5000Location, NodeSpec> location in nodes.GroupBy(node => Grid5000Location.From(node, options)))
        {
            string cluster = location.Key.Cluster;
            if (cluster.Length > 0 && !clusters.ContainsKey(cluster))
            {
                problems.Add(
                    Grid5000Problems.UnknownCluster(location.First().Name, site, cluster, clusters.Keys.Order(StringComparer.Ordinal))
                );
                continue;
            }

            ClusterNode[] machines =
            [
                .. clusters.Where(entry => cluster.Length == 0 || entry.Key == cluster).SelectMany(entry => entry.Value),
            ];
            problems.AddRange(
                location
                    .Where(node => !Array.Exists(machines, machine => Fits(machine, node)))
                    .Select(node =>
                        Grid5000Problems.TooLarge(node.Name, $"{TestbedProblems.Sizes(node)}, and no machine of {location.Key} has both")
                    )
            );

            if (options.Properties.Length == 0)
            {
                CheckChoice(location.Key, [.. location], machines, clusters, problems);
            }

            int fittingCount = machines.Count(machine => location.All(node => Fits(machine, node)));
            if (fittingCount > 0 && fittingCount < location.Count())
            {
                problems.Add(TestbedProblems.TooMany(location.Key.ToString(), location.Count(), fittingCount));
            }
        }
    }

    /// <summary>
    /// Reports nodes that are too large for some machines of their placement. The scheduler receives only the number of
    /// machines, and may select any machine of the placement.
    /// </summary>
    private static void CheckChoice(
        Grid5000Location location,
        NodeSpec[] nodes,
        ClusterNode[] machines,
        Dictionary<string, IReadOnlyList<ClusterNode>> clusters,
        ProblemList problems
    )
    {
        foreach (
            NodeSpec node in nodes.Where(node =>
                Array.Exists(machines, machine => Fits(machine, node)) && !machines.All(machine => Fits(machine, node))
            )
        )
        {
            string[] all =
            [
                .. clusters
                    .Where(cluster => cluster.Value.Count > 0 && cluster.Value.All(machine => Fits(machine, node)))
                    .Select(cluster => $"{location.Site}/{cluster.Key}")
                    .Order(StringComparer.Ordinal),
            ];
            problems.Add(
                Grid5000Problems.MayBeTooSmall(
                    node.Name,
                    $"{TestbedProblems.Sizes(node)}, and {location} has smaller machines, which the scheduler may assign",
                    all
                )
            );
        }
    }

    private async Task<Dictionary<string, IReadOnlyList<ClusterNode>>> ReadAsync(string site, CancellationToken cancellationToken)
    {
        Dictionary<string, IReadOnlyList<ClusterNode>> machinesByCluster = new(StringComparer.Ordinal);
        Collection<Site> clusters = await client.GetAsync(
            $"sites/{site}/clusters?queues=all",
            Grid5000Json.Default.CollectionSite,
            cancellationToken
        );
        foreach (Site cluster in clusters.Items ?? throw new RestException(200, "the response is not a list") { IsInvalidResponse = true })
        {
            Collection<ClusterNode> machines = await client.GetAsync(
                $"sites/{site}/clusters/{Uri.EscapeDataString(cluster.Uid)}/nodes",
                Grid5000Json.Default.CollectionClusterNode,
                cancellationToken
            );
            machinesByCluster[cluster.Uid] = machines.Items ?? [];
        }

        return machinesByCluster;
    }
}
