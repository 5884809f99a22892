using Scalewright.Decisions;
using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Fleets;

/// <summary>
/// Maps groups of an account to domains of a topology, with a node for each instance ID. Pure functions.
/// </summary>
internal static class FleetTopology
{
    private const string Mark = "autoscaling.group";
    private const string SinglesName = "instances";

    /// <summary>
    /// Returns the desired topology: the groups of the account, and all else that is desired of the cluster.
    /// </summary>
    /// <param name="wanted">Current desired topology.</param>
    /// <param name="lost">IDs of instances whose nodes disappeared or failed. No node is created with these
    /// names.</param>
    public static Topology Of(Topology wanted, AccountState state, IReadOnlySet<string> lost)
    {
        Topology topology = wanted with
        {
            Groups = wanted.Groups.Where(entry => !IsOurs(wanted, entry.Key)).ToValueMap(),
        };
        return AddSingles(
            state.Groups.Values.Aggregate(topology, (all, group) => Add(all, group, state, lost)), state, lost);
    }

    /// <summary>Adds one domain for all instances outside of groups; its size is their number.</summary>
    private static Topology AddSingles(Topology topology, AccountState state, IReadOnlySet<string> lost)
    {
        InstanceRecord[] live =
        [
            .. state.Singles.Values.Where(instance => instance.HasNode && !lost.Contains(instance.Id))
        ];
        if (live.Length == 0)
        {
            return topology;
        }

        string name = topology.Groups.Keys.Any(taken => taken.Equals(SinglesName, StringComparison.OrdinalIgnoreCase))
            ? SinglesName + "-of-no-group"
            : SinglesName;
        Topology with = topology.WithDomain(
            new Domain(name)
            {
                NodesMax = live.Length,
                Capacity = live.Length,
                Annotations = ValueMap<string>.Empty.With(Mark, ""),
            });
        NodeGroup nodes = with.Groups[name] with
        {
            Nodes = [.. live.Select((instance, index) => NodeOf(instance, index + 1, name, instance.UserData))],
        };
        return with with { Groups = with.Groups.With(name, nodes) };
    }

    private static bool IsOurs(Topology topology, string name) =>
        topology.FindDomain(name)?.Annotations.ContainsKey(Mark) ?? false;

    private static Topology Add(Topology topology, GroupRecord group, AccountState state, IReadOnlySet<string> lost)
    {
        InstanceRecord[] present =
        [
            .. group.Instances.Where(instance => instance.HasNode && !lost.Contains(instance.Id))
        ];
        Domain domain = DomainOf(group, NameIn(topology, group), Math.Max(group.DesiredCount, present.Length));
        Topology with = topology.WithDomain(domain);
        NodeGroup nodes = with.Groups[domain.Name] with
        {
            Nodes =
            [
                .. present.Select((instance, index) => NodeOf(
                    instance,
                    index + 1,
                    group.Name,
                    instance.UserData.Length == 0
                        && state.Launches.TryGetValue(instance.Launch, out LaunchRecord? launch)
                        ? launch.UserData
                        : instance.UserData))
            ],
        };
        return with with { Groups = with.Groups.With(domain.Name, nodes) };
    }

    /// <summary>
    /// Returns the name of the group, or another one if the name is invalid or used in any letter case.
    /// </summary>
    private static string NameIn(Topology topology, GroupRecord group) =>
        topology.Groups.Keys.Any(taken => taken.Equals(group.Name, StringComparison.OrdinalIgnoreCase))
            || new Domain(group.Name).Check().Count > 0
            ? string.Create(CultureInfo.InvariantCulture, $"group-{group.Number}")
            : group.Name;

    private static Domain DomainOf(GroupRecord group, string name, int count)
    {
        Domain plain = new(name)
        {
            NodesMin = Math.Min(group.MinSize, count),
            NodesMax = Math.Max(group.MaxSize, count),
            Capacity = count,
            Annotations = ValueMap<string>.Empty.With(Mark, group.Name),
        };
        Domain full = plain with
        {
            Launch = group.Launch,
            Clouds =
            [
                .. group.Instances.Where(instance => instance.HasNode).Select(instance => instance.Cloud)
                    .Where(cloud => cloud.Length > 0).Distinct(StringComparer.Ordinal)
                    .Select(cloud => new DomainCloud(cloud))
            ],
            Tags = group.Tags.Values.Select(tag => KeyValuePair.Create(tag.Key, tag.Value)).ToValueMap(),
        };
        return full.Check().Count == 0 ? full : plain;
    }

    private static NodeSpec NodeOf(InstanceRecord instance, int number, string domain, string userData)
    {
        ValueMap<string> facts = new[]
        {
            KeyValuePair.Create("launch", instance.Launch),
            KeyValuePair.Create("instance_type", instance.InstanceType),
            KeyValuePair.Create("key_name", instance.KeyName),
            KeyValuePair.Create("user_data", userData),
        }.Where(fact => fact.Value.Length > 0).ToValueMap();
        return new NodeSpec(instance.Id, number)
        {
            Cloud = instance.Cloud,
            Hardware = instance.ImageId.Length > 0 ? new NodeHardware { Image = instance.ImageId } : new NodeHardware(),
            Labels = ValueMap<string>.Empty.With("domain", domain),
            Annotations = facts,
        };
    }
}
