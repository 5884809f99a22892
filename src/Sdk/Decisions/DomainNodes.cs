using System.Security.Cryptography;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Adds and removes nodes of a domain, in time linear in the number of its nodes.</summary>
internal static class DomainNodes
{
    private const int MaxPrefixLength = 50;
    private const int DigestLength = 8;

    /// <summary>Returns the highest number of the nodes plus 1; 1 without nodes.</summary>
    public static int NextNumber(ValueList<NodeSpec> nodes) => nodes.Count == 0 ? 1 : nodes.Max(node => node.Number) + 1;

    /// <summary>Counts the nodes in each cloud of the domain. Ignores nodes in other clouds.</summary>
    public static int[] Count(Domain domain, ValueList<NodeSpec> nodes)
    {
        int[] counts = new int[domain.EffectiveClouds.Count];
        CloudIndex clouds = new(domain.EffectiveClouds);
        foreach (NodeSpec node in nodes)
        {
            if (clouds.Find(node.Cloud) is var index and >= 0)
            {
                counts[index]++;
            }
        }

        return counts;
    }

    /// <summary>
    /// Distributes a capacity over the clouds. Keeps existing nodes where possible, adds nodes to the clouds in order,
    /// and removes nodes from the last cloud first.
    /// </summary>
    public static int[] Fill(Domain domain, ValueList<NodeSpec> nodes, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        int[] counts = Count(domain, nodes);
        long remaining = capacity;
        for (int index = 0; index < counts.Length; index++)
        {
            counts[index] = Math.Min(counts[index], GetLimit(domain.EffectiveClouds[index]));
            remaining -= counts[index];
        }

        for (int index = 0; remaining > 0 && index < counts.Length; index++)
        {
            int added = (int)Math.Min(remaining, GetLimit(domain.EffectiveClouds[index]) - counts[index]);
            counts[index] += added;
            remaining -= added;
        }

        for (int index = counts.Length - 1; remaining < 0 && index >= 0; index--)
        {
            int removed = (int)Math.Min(-remaining, counts[index]);
            counts[index] -= removed;
            remaining += removed;
        }

        return counts;
    }

    /// <summary>Resizes each cloud of a domain: keeps its oldest nodes and adds missing ones.</summary>
    public static Topology Resize(Topology topology, Domain domain, ReadOnlySpan<int> counts)
    {
        NodeGroup group = topology.Groups[domain.Name];
        int[] remaining = counts.ToArray();
        CloudIndex clouds = new(domain.EffectiveClouds);
        List<NodeSpec> nodes = new(group.Nodes.Count);
        foreach (NodeSpec node in group.Nodes)
        {
            if (clouds.Find(node.Cloud) is var index and >= 0 && remaining[index] > 0)
            {
                remaining[index]--;
                nodes.Add(node);
            }
        }

        int first = Math.Max(domain.NextNodeNumber, NextNumber(group.Nodes));
        int next = first;
        string prefix = GetPrefix(domain.Name);
        for (int index = 0; index < remaining.Length; index++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(remaining[index], nameof(counts));
            if (remaining[index] == 0)
            {
                continue;
            }

            (NodeSpec kind, LaunchConfiguration? launch) = Kind(topology, domain, domain.EffectiveClouds[index].Name);
            ValueList<string?>? own = launch is { UniqueKey.Length: > 0 }
                ? LaunchAnnotations.Unique(launch, nodes, remaining[index])
                : null;
            for (int count = 0; count < remaining[index]; count++, next++)
            {
                NodeSpec node = kind with { Name = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{next}"), Number = next };
                nodes.Add(own?[count] is { } value ? node with { Annotations = node.Annotations.With(launch!.UniqueKey, value) } : node);
            }
        }

        Domain numbered = domain with { NextNodeNumber = next };
        bool isKept = next == first && nodes.Count == group.Nodes.Count;
        if (isKept && numbered == group.Domain)
        {
            return topology;
        }

        NodeGroup resized = group with { Domain = numbered, Nodes = isKept ? group.Nodes : nodes.ToValueList() };
        return topology with { Groups = topology.Groups.With(group.Name, resized) };
    }

    /// <summary>Returns the limit of a cloud. A limit below the current number of nodes applies immediately.</summary>
    private static int GetLimit(DomainCloud cloud) => cloud.MaxNodes < 0 ? int.MaxValue : cloud.MaxNodes;

    private static (NodeSpec Kind, LaunchConfiguration? Launch) Kind(Topology topology, Domain domain, string cloud)
    {
        NodeSpec plain = new("", 0) { Cloud = cloud, Labels = ValueMap<string>.Empty.With("domain", domain.Name) };
        if (domain.LaunchConfigurationName.Length == 0)
        {
            return (plain, null);
        }

        LaunchConfiguration launch = topology.FindLaunchConfiguration(domain.LaunchConfigurationName, cloud)
            ?? throw new DecisionException(
                $"Domain '{domain.Name}'",
                [
                    new Problem(
                        ProblemCode.LaunchConfigurationNotFound,
                        $"'{TextEscaping.Escape(domain.LaunchConfigurationName)}' does not exist for cloud "
                            + $"'{TextEscaping.Escape(cloud)}'",
                        "add it by WithLaunchConfiguration, for the cloud or for all"
                    )
                    {
                        Field = nameof(Domain.LaunchConfigurationName),
                    },
                ]
            );
        NodeHardware hardware = launch.Image.Length > 0 ? new NodeHardware { Image = launch.Image } : new NodeHardware();
        return (plain with { Hardware = hardware, Annotations = LaunchAnnotations.From(launch) }, launch);
    }

    /// <summary>
    /// Returns the prefix of host names: the domain's name if valid, otherwise its letters and digits with a digest.
    /// </summary>
    private static string GetPrefix(string name)
    {
        if (name.Length <= MaxPrefixLength && NameRules.IsValidName(name))
        {
            return name;
        }

        string kept = new([.. name.Where(char.IsAsciiLetterOrDigit).Take(MaxPrefixLength - DigestLength - 1)]);
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..DigestLength];
        return kept.Length > 0 ? $"{kept}-{digest}" : digest;
    }
}
