using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Programs;
using Scalewright.Tool.Providers;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary><c>scalewright scale GROUP COUNT [--provider PROVIDER] [--state DIR] [--yes] [--dry-run]</c>.</summary>
internal static class ScaleVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> group = new("GROUP") { Description = "Name of the group." };
        Argument<int> count = new("COUNT")
        {
            Description = "Number of nodes, 0 or more.",
            CustomParser = argument => (int)IntegerArgument.Read(argument, 0, int.MaxValue, "nodes"),
        };
        StateFolderOption state = StateFolderOption.OfCluster();
        Option<bool> yes = Confirmation.YesOption();
        Option<bool> dryRun = DryRunOption.Make();
        Command verb = new(
            "scale",
            "Change the number of nodes of a group in the state; the next 'apply' of the profile file sets it back."
        )
        {
            group,
            count,
            state.Option,
            yes,
            dryRun,
        };
        ProviderCommandOptions options = ProviderCommandOptions.AddTo(
            verb,
            context,
            isLasting: true,
            isMaking: true,
            findState: state.Find
        );
        verb.Validators.Add(state.Require);
        group.HelpName = group.Name;
        group.CompletionSources.Add(context =>
            context.WordToComplete.Length == 0 && context.ParseResult.GetResult(group) is { Tokens.Count: > 0 }
                ? []
                : NodeFilter.FindGroups(context.ParseResult, state.Find)
        );
        context.SetAction(
            verb,
            async (result, cancellationToken) =>
            {
                ProviderSelection choice = options.Select(result);
                string path = state.GetFolder(result);
                GroupResize resize = new(result.GetRequiredValue(group), result.GetValue(count));
                if (VerbRun.FindMissing(path, "name the folder of a state; 'scalewright list' finds them") is { } missing)
                {
                    return VerbReport.From(missing);
                }

                Topology desired = Cluster.ReadRecord(path).Desired;
                if (resize.FindProblem(desired) is { } problem)
                {
                    return VerbReport.From(problem);
                }

                AppliedChange change = new(
                    resize.Apply(desired),
                    resize.Apply,
                    choice,
                    path,
                    result.GetValue(dryRun),
                    _ => [],
                    Describe,
                    Confirmation.From(context, result, yes),
                    context
                );
                return await VerbRun.RunAsync(choice, change.RunAsync, cancellationToken);

                string Describe(ChangeProgress progress) =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{context.Colors.Green("Scaled:")} {TextEscaping.Escape(resize.Group)} from "
                            + $"{desired.Groups[resize.Group].Nodes.Count:N0} to {Pluralizer.FormatGrouped(resize.Count, "node")} in "
                            + $"{DurationText.Format(progress.Elapsed)}. The next apply of the profile file sets it back.\n"
                    );
            },
            continues: true
        );
        return verb;
    }
}

/// <summary>Changes the number of nodes of a group: the nodes with the highest numbers are removed, and new nodes are
/// copies of the last one with the next numbers.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Count">Number of nodes, 0 or more.</param>
internal sealed record GroupResize(string Group, int Count)
{
    /// <summary>Returns why the group cannot have this number of nodes; null if it can.</summary>
    public Problem? FindProblem(Topology topology)
    {
        if (!topology.Groups.TryGetValue(Group, out NodeGroup? group))
        {
            return Create(
                "the cluster has no such group",
                NameAdvice.From(Group, [.. topology.Groups.Keys], "it has no groups; apply its profile file")
            );
        }

        if (group.Nodes.Any(node => node.ContainerCount > 0))
        {
            return Create(
                "its containers determine the number of nodes",
                "change 'containers', 'containers_per_node' or 'count' in the profile file, and apply it"
            );
        }

        if (Count <= group.Nodes.Count)
        {
            return null;
        }

        if (group.Nodes.Count == 0)
        {
            return Create("it has no node to copy", "set 'count' in the profile file, and apply it");
        }

        return group.Nodes.Select(AsKind).Distinct().Count() > 1 || FindPrefix(group.Nodes[^1]) is null
            ? Create("its nodes differ, so that a new one cannot be a copy", "change 'count' in the profile file, and apply it")
            : null;
    }

    /// <summary>Returns the topology with the new number of nodes; unchanged without the group.</summary>
    public Topology Apply(Topology topology)
    {
        if (FindProblem(topology) is not null)
        {
            return topology;
        }

        NodeGroup group = topology.Groups[Group];
        NodeSpec[] kept = [.. group.Nodes.OrderBy(node => node.Number).Take(Count)];
        IEnumerable<NodeSpec> added = Count > kept.Length ? Copies(group.Nodes.MaxBy(node => node.Number)!, Count - kept.Length) : [];
        return topology with { Groups = topology.Groups.With(Group, group with { Nodes = [.. kept, .. added] }) };
    }

    private static IEnumerable<NodeSpec> Copies(NodeSpec last, int count) =>
        Enumerable
            .Range(last.Number + 1, count)
            .Select(number =>
                last with
                {
                    Name = string.Create(CultureInfo.InvariantCulture, $"{FindPrefix(last)}{number}"),
                    Number = number,
                }
            );

    private static NodeSpec AsKind(NodeSpec node) => node with { Name = "", Number = 0 };

    /// <summary>Returns the name of a node without its number; null if the name does not end with it.</summary>
    private static string? FindPrefix(NodeSpec node)
    {
        string number = node.Number.ToString(CultureInfo.InvariantCulture);
        return node.Name.EndsWith(number, StringComparison.Ordinal) ? node.Name[..^number.Length] : null;
    }

    private Problem Create(string found, string advice) =>
        new(ProblemCode.NodeUnavailable, found, advice) { Field = $"group '{TextEscaping.Escape(Group)}'" };
}
