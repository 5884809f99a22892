using Scalewright.Profiles;

namespace Scalewright.Topologies;

internal static class TopologyRules
{
    public static void Check(Topology topology, ProblemList problems)
    {
        if (!NameRules.IsValidName(topology.Name))
        {
            problems.AddError(
                ProblemCode.InvalidName,
                default,
                "name",
                $"'{TextEscaping.Escape(topology.Name)}' is not a name",
                NameRules.Advice
            );
        }

        CheckNetworks(topology, problems);
        CheckStartOrder(topology, problems);
        HostNameRules hosts = new(topology.NodeCount);
        foreach (NodeGroup group in topology.Groups.Values)
        {
            CheckContainers(group, problems);
            GatewayReachability.Check(group.ContainerLayout, group.Name, problems);
            CheckContainerNames(group, problems);
            CheckScriptTexts(group, problems);
            DomainRules.Check(group, problems);
            foreach (NodeSpec node in group.Nodes)
            {
                CheckNode(group, node, problems);
                hosts.Add(group.Name, node.Name);
            }

            hosts.Report(group.Name, problems);
        }
    }

    /// <summary>
    /// Checks networks of the topology and of containers. Compares private networks only within a container.
    /// </summary>
    private static void CheckNetworks(Topology topology, ProblemList problems)
    {
        IEnumerable<(string Name, Subnet? Subnet, string Field)> shared =
        [
            .. topology.Networks.Values.Select(network => (network.Name, (Subnet?)network.Subnet, "networks")),
            .. topology.Groups.Values.SelectMany(group =>
                group
                    .ContainerLayout.Roles.SelectMany(role => role.NetworkAttachments)
                    .Where(link => !link.Addresses.IsFixed && !link.Network.HasPlaceholders)
                    .Select(link => (link.Network.Text, (Subnet?)link.Addresses.Subnet, group.Name))
            ),
        ];
        (string Name, Subnet? Subnet, string Field)[] networks =
        [
            .. shared.DistinctBy(network => network.Name, StringComparer.OrdinalIgnoreCase),
        ];
        ProblemList found = new();
        NetworkOverlaps.Check(networks.Select(network => (network.Name, network.Subnet)), at => networks[at].Field, found);
        // Do not report problems of shared networks again for each container.
        foreach (NodeGroup group in found.HasErrors ? [] : topology.Groups.Values)
        {
            NetworkOverlaps.Check(group.ContainerLayout, group.Name, found);
        }

        foreach (Problem problem in found.ToValueList())
        {
            problems.Add(problem);
        }
    }

    private static void CheckStartOrder(Topology topology, ProblemList problems)
    {
        (string Name, ValueList<string> After)[] groups = [.. topology.Groups.Values.Select(group => (group.Name, group.After))];
        foreach ((int group, int reference, Problem problem) in StartOrder.Check(groups))
        {
            problems.Add(problem with { Field = string.Create(CultureInfo.InvariantCulture, $"{groups[group].Name}.after[{reference}]") });
        }
    }

    private static void CheckContainers(NodeGroup group, ProblemList problems)
    {
        if (group.ContainerLayout.Roles.Count == 0 && group.ContainerCount > 0)
        {
            problems.AddError(
                ProblemCode.InvalidPluginResult,
                default,
                group.Name,
                $"has {Pluralizer.Format(group.ContainerCount, "container")}, but its container layout has no roles",
                "add at least one role"
            );
        }
    }

    /// <summary>Container names become parts of scripts and paths, so their literals must be safe.</summary>
    private static void CheckContainerNames(NodeGroup group, ProblemList problems)
    {
        foreach (ContainerRole role in group.ContainerLayout.Roles.Where(role => !role.Name.IsSafe))
        {
            problems.AddError(
                ProblemCode.InvalidPluginResult,
                default,
                group.Name,
                $"'{TextEscaping.Escape(role.Name.Text)}' is not a valid name pattern for containers",
                "use A-Z a-z 0-9 _ . - between the placeholders, a letter or digit or placeholder first, no '..'"
            );
        }
    }

    /// <summary>
    /// Paths of volumes and names of networks become parts of scripts, where a line feed would add a command.
    /// </summary>
    private static void CheckScriptTexts(NodeGroup group, ProblemList problems)
    {
        IEnumerable<VolumeMount> volumes = group.ContainerLayout.VolumeMounts.Concat(
            group.ContainerLayout.Roles.SelectMany(role => role.VolumeMounts)
        );
        IEnumerable<string> paths = volumes.SelectMany(volume => new[] { volume.ContainerPath, volume.NodePath.Text });
        IEnumerable<string> networks = group.ContainerLayout.Roles.SelectMany(
            role => role.NetworkAttachments,
            (_, link) => link.Network.Text
        );
        foreach (string text in paths.Concat(networks).Where(text => text.Any(char.IsControl)).Distinct(StringComparer.Ordinal))
        {
            problems.AddError(
                ProblemCode.InvalidPluginResult,
                default,
                group.Name,
                $"'{TextEscaping.Escape(text)}' contains a control character",
                "use paths of volumes and names of networks without control characters"
            );
        }
    }

    private static void CheckNode(NodeGroup group, NodeSpec node, ProblemList problems)
    {
        if (!NameRules.IsValidName(node.Name))
        {
            problems.AddError(
                ProblemCode.InvalidName,
                default,
                group.Name,
                $"'{TextEscaping.Escape(node.Name)}' is not a host name",
                NameRules.Advice
            );
        }

        if (node.ContainerCount < 0 || node.FirstContainerIndex < 0)
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                default,
                group.Name,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"node '{TextEscaping.Escape(node.Name)}' has {Pluralizer.Format(node.ContainerCount, "container")} "
                        + $"from {node.FirstContainerIndex} on"
                ),
                "use 0 or more"
            );
        }
    }
}

/// <summary>Finds nodes with equal names, case-insensitive. Reports each pair of groups once.</summary>
internal sealed class HostNameRules(int nodeCount)
{
    private readonly Dictionary<string, string> _groupByHost = new(nodeCount, StringComparer.OrdinalIgnoreCase);
    private readonly OrderedDictionary<string, (string First, int Count)> _collisions = new(StringComparer.Ordinal);

    public void Add(string group, string host)
    {
        if (!_groupByHost.TryAdd(host, group))
        {
            string other = _groupByHost[host];
            _collisions[other] = _collisions.TryGetValue(other, out (string First, int Count) seen)
                ? (seen.First, seen.Count + 1)
                : (host, 1);
        }
    }

    /// <summary>Reports the name collisions of a group and clears them for the next group.</summary>
    public void Report(string group, ProblemList problems)
    {
        foreach ((string other, (string first, int count)) in _collisions)
        {
            string name = $"host name '{TextEscaping.Escape(first)}'";
            (string found, string advice) =
                other == group
                    ? ($"{name} is used by two nodes of this group", "include the node number in the names")
                    : ($"{name} {Others(count - 1)} also used by '{other}'", "give one of the profiles a hostname_prefix of its own");
            problems.AddError(ProblemCode.HostNameCollision, default, group, found, advice);
        }

        _collisions.Clear();
    }

    private static string Others(int count) => count == 0 ? "is" : string.Create(CultureInfo.InvariantCulture, $"and {count} more are");
}
