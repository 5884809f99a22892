using System.CommandLine;
using Scalewright.Clusters;

namespace Scalewright.Tool;

/// <summary>Options that select nodes of a cluster. Default all nodes.</summary>
internal sealed class NodeFilter
{
    private readonly Option<string[]> _nodes = new("--node")
    {
        Description = "Select the node with this name. Can be specified multiple times.",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _groups = new("--group")
    {
        Description = "Select the nodes of this group. Can be specified multiple times.",
        HelpName = "NAME",
    };

    private NodeFilter()
    {
    }

    public static NodeFilter AddTo(Command verb)
    {
        NodeFilter choice = new();
        verb.Options.Add(choice._nodes);
        verb.Options.Add(choice._groups);
        return choice;
    }

    /// <summary>Selects the nodes that a command line names.</summary>
    /// <param name="problems">Names that the cluster does not have; empty if all are known.</param>
    public NodeSet Select(ParseResult result, Cluster cluster, out ValueList<Problem> problems)
    {
        string[] nodes = result.GetValue(_nodes) ?? [];
        string[] groups = result.GetValue(_groups) ?? [];
        problems =
        [
            .. FindUnknown("--node", nodes, [.. cluster.Nodes.Select(node => node.Name)]),
            .. FindUnknown("--group", groups, [.. cluster.Topology.Groups.Values.Select(group => group.Name)]),
        ];
        return nodes.Length + groups.Length == 0
            ? cluster.Nodes
            : cluster.Nodes.Where(node => nodes.Contains(node.Name, StringComparer.Ordinal)
                || groups.Contains(node.Group, StringComparer.Ordinal));
    }

    private static IEnumerable<Problem> FindUnknown(string option, string[] names, string[] known)
    {
        const int Shown = 10;
        string all = known.Length == 0
            ? $"it has no {option["--".Length..]}s"
            : $"use {string.Join(", ", known.Take(Shown))}{(known.Length > Shown ? " or another" : "")}";
        return names.Except(known, StringComparer.Ordinal).Select(name => new Problem(
            ProblemCode.NodeUnavailable,
            $"the cluster has no '{TextEscaping.Escape(name)}'",
            Spelling.FindClosest(name, known) is { } near ? $"did you mean '{near}'? {all}" : all) { Field = option });
    }
}
