using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Backend;

/// <summary>Finds the reasons why a topology cannot be created, without a request.</summary>
internal static class Ec2TopologyCheck
{
    // EC2 user guide, "Tag restrictions".
    private const int MaxTagLength = 256;

    public static ValueList<Problem> Check(Topology topology, AutoScalingOptions options)
    {
        ProblemList problems = new();
        foreach (NodeSpec node in topology.Nodes)
        {
            foreach (Problem problem in CheckNode(node, options))
            {
                problems.Add(problem);
            }
        }

        foreach (string network in topology.Networks.Keys)
        {
            problems.Add(
                new Problem(
                    ProblemCode.ProviderContractViolation,
                    "instances get the networks of their zone, not this one",
                    "omit the network, or use a provider that creates networks"
                )
                {
                    Field = network,
                    Severity = ProblemSeverity.Warning,
                }
            );
        }

        return problems.ToValueList();
    }

    private static IEnumerable<Problem> CheckNode(NodeSpec node, AutoScalingOptions options)
    {
        if (
            node.Cloud.Length > 0
            && options.AvailabilityZones.Count > 0
            && !options.AvailabilityZones.Contains(node.Cloud, StringComparer.Ordinal)
        )
        {
            yield return new Problem(
                ProblemCode.UnknownCloud,
                $"there is no zone '{TextEscaping.Escape(node.Cloud)}'",
                $"use one of {string.Join(", ", options.AvailabilityZones)}"
            )
            {
                Field = node.Name,
            };
        }

        if (RunInstancesRequest.TooLarge(node, options) is { } tooLarge)
        {
            yield return tooLarge;
        }

        if (node.Name.Length > MaxTagLength)
        {
            yield return new Problem(
                ProblemCode.InvalidName,
                $"the name has {Pluralizer.Format(node.Name.Length, "character")}, and tags hold {MaxTagLength}",
                "use a shorter one"
            )
            {
                Field = node.Name,
            };
        }

        if (node.Files.Count + node.StartupScripts.Count + node.StartupCommands.Count > 0)
        {
            yield return new Problem(
                ProblemCode.ProviderContractViolation,
                "its files, startup commands and scripts are not copied to the instance",
                "put them into the image, or into the annotation user_data"
            )
            {
                Field = node.Name,
                Severity = ProblemSeverity.Warning,
            };
        }
    }
}
