using Scalewright.Decisions;
using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Fleets;

/// <summary>
/// Maps groups of an account to domains of a topology, with a node for each instance ID. The label <c>domain</c> of a
/// node names the current group of its instance. Pure functions.
/// </summary>
internal static class FleetTopology
{
    private const string GroupAnnotation = "autoscaling.group";
    private const string UngroupedDomain = "instances";

    /// <summary>
    /// Returns the desired topology: the groups of the account, and everything else that is desired in the cluster.
    /// </summary>
    /// <param name="desired">Current desired topology.</param>
    /// <param name="lost">IDs of instances whose nodes disappeared or failed. No nodes are created for
    /// them.</param>
    public static Topology Create(Topology desired, AccountState state, IReadOnlySet<string> lost)
    {
        KeyValuePair<string, NodeGroup>[] ownGroups = [.. desired.Groups.Where(entry => IsOwnDomain(desired, entry.Key))];
        Topology otherGroups = desired with { Groups = desired.Groups.Except(ownGroups).ToValueMap() };
        Dictionary<string, string> domainNames = GetNames(desired, ownGroups, otherGroups, state);

        // A plan replaces nodes whose domain changes, so an instance keeps the domain in which its node was created.
        Dictionary<string, string> domainOfNode = ownGroups
            .SelectMany(entry => entry.Value.Nodes, static (entry, node) => KeyValuePair.Create(node.Name, entry.Key))
            .ToDictionary(StringComparer.Ordinal);
        Dictionary<string, List<NodeSpec>> nodes = new(StringComparer.Ordinal);
        foreach ((InstanceRecord instance, string group, string userData) in FindInstancesWithNodes(state))
        {
            if (!lost.Contains(instance.Id))
            {
                string domain = domainOfNode.GetValueOrDefault(instance.Id, domainNames[group]);
                List<NodeSpec> domainNodes = nodes.TryGetValue(domain, out List<NodeSpec>? existing) ? existing : nodes[domain] = [];
                string label = group.Length > 0 ? group : domainNames[group];
                domainNodes.Add(CreateNode(instance, domainNodes.Count + 1, label, userData));
            }
        }

        IEnumerable<Domain> ofDeletedGroups = ownGroups
            .Select(entry => desired.FindDomain(entry.Key)!)
            .Where(domain =>
                !state.Groups.ContainsKey(domain.Annotations[GroupAnnotation]) && domain.Annotations[GroupAnnotation].Length > 0
            );
        Domain ungrouped = new(domainNames[""]) { Annotations = ValueMap<string>.Empty.With(GroupAnnotation, "") };
        IEnumerable<Domain> domains = state
            .Groups.Values.Select(group =>
                CreateDomain(group, domainNames[group.Name], nodes.GetValueOrDefault(domainNames[group.Name], []))
            )
            .Concat(
                ofDeletedGroups
                    .Append(ungrouped)
                    .Where(domain => nodes.ContainsKey(domain.Name))
                    .Select(domain =>
                        domain with
                        {
                            MinNodes = 0,
                            MaxNodes = nodes[domain.Name].Count,
                            Capacity = nodes[domain.Name].Count,
                        }
                    )
            );
        return domains.Aggregate(otherGroups, (topology, domain) => Add(topology, domain, nodes.GetValueOrDefault(domain.Name, [])));
    }

    /// <summary>
    /// Returns the names of the domains by group; an empty group stands for all instances outside of groups. The domain
    /// has the name of the group, or another name if that is invalid or already used, ignoring case.
    /// </summary>
    private static Dictionary<string, string> GetNames(
        Topology desired,
        KeyValuePair<string, NodeGroup>[] ownGroups,
        Topology otherGroups,
        AccountState state
    )
    {
        Dictionary<string, string> domainNames = ownGroups.ToDictionary(
            entry => desired.FindDomain(entry.Key)!.Annotations[GroupAnnotation],
            static entry => entry.Key,
            StringComparer.Ordinal
        );
        HashSet<string> usedNames = new([.. otherGroups.Groups.Keys, .. domainNames.Values], StringComparer.OrdinalIgnoreCase);
        foreach (GroupRecord group in state.Groups.Values.Where(group => !domainNames.ContainsKey(group.Name)))
        {
            bool isUsable = new Domain(group.Name).Check().Count == 0 && !usedNames.Contains(group.Name);
            string name = isUsable ? group.Name : string.Create(CultureInfo.InvariantCulture, $"group-{group.Number}");
            while (!usedNames.Add(name))
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{name}-{group.Number}");
            }

            domainNames.Add(group.Name, name);
        }

        domainNames.TryAdd("", usedNames.Contains(UngroupedDomain) ? UngroupedDomain + "-of-no-group" : UngroupedDomain);
        return domainNames;
    }

    private static IEnumerable<InstanceWithNode> FindInstancesWithNodes(AccountState state)
    {
        foreach (GroupRecord group in state.Groups.Values)
        {
            foreach (InstanceRecord instance in group.Instances.Where(static instance => instance.HasNode))
            {
                bool usesLaunchConfiguration = instance.UserData.Length == 0 && state.Launches.ContainsKey(instance.Launch);
                string userData = usesLaunchConfiguration ? state.Launches[instance.Launch].UserData : instance.UserData;
                yield return new InstanceWithNode(instance, group.Name, userData);
            }
        }

        foreach (InstanceRecord instance in state.Singles.Values.Where(static instance => instance.HasNode))
        {
            yield return new InstanceWithNode(instance, "", instance.UserData);
        }
    }

    private static Topology Add(Topology topology, Domain domain, List<NodeSpec> nodes)
    {
        Topology extended = topology.WithDomain(domain);
        return extended with { Groups = extended.Groups.With(domain.Name, extended.Groups[domain.Name] with { Nodes = [.. nodes] }) };
    }

    private static bool IsOwnDomain(Topology topology, string name) =>
        topology.FindDomain(name)?.Annotations.ContainsKey(GroupAnnotation) ?? false;

    private static Domain CreateDomain(GroupRecord group, string name, List<NodeSpec> nodes)
    {
        int count = Math.Max(group.DesiredCount, nodes.Count);
        Domain plain = new(name)
        {
            MinNodes = Math.Min(group.MinSize, count),
            MaxNodes = Math.Max(group.MaxSize, count),
            Capacity = count,
            Annotations = ValueMap<string>.Empty.With(GroupAnnotation, group.Name),
        };
        Domain full = plain with
        {
            LaunchConfigurationName = group.Launch,
            Clouds =
            [
                .. group
                    .Instances.Where(instance => instance.HasNode)
                    .Select(instance => instance.Cloud)
                    .Concat(nodes.Select(node => node.Cloud))
                    .Where(cloud => cloud.Length > 0)
                    .Distinct(StringComparer.Ordinal)
                    .Select(cloud => new DomainCloud(cloud)),
            ],
            Tags = group.Tags.Values.Select(tag => KeyValuePair.Create(tag.Key, tag.Value)).ToValueMap(),
        };
        return full.Check().Count == 0 ? full : plain;
    }

    private static NodeSpec CreateNode(InstanceRecord instance, int number, string domain, string userData)
    {
        ValueMap<string> annotations = new[]
        {
            KeyValuePair.Create("launch", instance.Launch),
            KeyValuePair.Create("instance_type", instance.InstanceType),
            KeyValuePair.Create("key_name", instance.KeyName),
            KeyValuePair.Create("user_data", userData),
        }
            .Where(annotation => annotation.Value.Length > 0)
            .ToValueMap();
        return new NodeSpec(instance.Id, number)
        {
            Cloud = instance.Cloud,
            Hardware = instance.ImageId.Length > 0 ? new NodeHardware { Image = instance.ImageId } : new NodeHardware(),
            Labels = ValueMap<string>.Empty.With("domain", domain),
            Annotations = annotations,
        };
    }

    /// <summary>An instance that has a node.</summary>
    /// <param name="Group">Name of its group; empty outside of groups.</param>
    /// <param name="UserData">User data of the instance or of its launch configuration.</param>
    private sealed record InstanceWithNode(InstanceRecord Instance, string Group, string UserData);
}
