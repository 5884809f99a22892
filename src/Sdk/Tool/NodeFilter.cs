using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Clusters;
using Scalewright.Tool.Providers;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary>Options that select nodes of a cluster. Default all nodes.</summary>
internal sealed class NodeFilter
{
    private const string All = "all";
    private const int FirstPosition = 2;

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

    private NodeFilter() { }

    /// <summary>Adds the options to a verb, completed by the names in its state.</summary>
    public static NodeFilter AddTo(Command verb, Func<CommandResult, StateReference?> findState)
    {
        NodeFilter choice = new();
        choice._nodes.CompletionSources.Add(context => FindNodes(context.ParseResult, findState));
        choice._groups.CompletionSources.Add(context => FindGroups(context.ParseResult, findState));
        // After --provider and --state.
        verb.Options.Insert(FirstPosition, choice._nodes);
        verb.Options.Insert(FirstPosition + 1, choice._groups);
        return choice;
    }

    /// <summary>Selects the nodes that a command line names.</summary>
    /// <param name="problems">Names that the cluster does not have; empty if all are known.</param>
    public NodeSet Select(ParseResult result, Cluster cluster, out ValueList<Problem> problems)
    {
        string[] nodes = result.GetValue(_nodes) ?? [];
        string[] groups = result.GetValue(_groups) ?? [];
        NodeSet selected =
            nodes.Length + groups.Length == 0
                ? cluster.Nodes
                : cluster.Nodes.Where(node =>
                    nodes.Contains(node.Name, StringComparer.Ordinal) || groups.Contains(node.Group, StringComparer.Ordinal)
                );
        ValueList<Problem> unknown =
        [
            .. FindUnknown("--node", nodes, [.. cluster.Nodes.Select(node => node.Name)]),
            .. FindUnknown("--group", groups, [.. cluster.Topology.Groups.Values.Select(group => group.Name)]),
        ];
        problems = Check(cluster, selected, unknown);
        return selected;
    }

    /// <summary>Returns the names of the groups in the state of a command line; empty if it cannot be
    /// read.</summary>
    public static string[] FindGroups(ParseResult result, Func<CommandResult, StateReference?> findState) =>
        Find(result, findState, topology => topology.Groups.Values.Select(group => group.Name));

    /// <summary>Returns what the arguments of <c>cp</c> can start with: <c>all:</c>, and the names of groups and
    /// nodes.</summary>
    public static IEnumerable<string> FindPrefixes(ParseResult result, Func<CommandResult, StateReference?> findState)
    {
        string[] names = [.. FindGroups(result, findState), .. FindNodes(result, findState)];
        return names.Length == 0 ? [] : names.Append(All).Distinct(StringComparer.Ordinal).Select(name => $"{name}:");
    }

    private static string[] FindNodes(ParseResult result, Func<CommandResult, StateReference?> findState) =>
        Find(result, findState, topology => topology.Nodes.Select(node => node.Name));

    private static string[] Find(
        ParseResult result,
        Func<CommandResult, StateReference?> findState,
        Func<Topology, IEnumerable<string>> getNames
    )
    {
        try
        {
            return findState(result.CommandResult) is { HasState: true } state
                ? [.. getNames(Cluster.ReadRecord(state.Folder).Desired)]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ScalewrightException)
        {
            // Completion has no output for problems. The verb reports them.
            return [];
        }
    }

    /// <summary>Selects the nodes of a name, or those of the options if it is empty.</summary>
    /// <param name="name">Name of a node or a group, or <c>all</c>; empty for the nodes of the options.</param>
    /// <param name="problems">Why the name selects no nodes; empty if it does.</param>
    public NodeSet Select(ParseResult result, Cluster cluster, string name, out ValueList<Problem> problems)
    {
        if (name.Length == 0)
        {
            return Select(result, cluster, out problems);
        }

        string[] nodes = [.. cluster.Nodes.Select(node => node.Name)];
        string[] groups = [.. cluster.Topology.Groups.Values.Select(group => group.Name)];
        bool isNode = nodes.Contains(name, StringComparer.Ordinal);
        bool isGroup = groups.Contains(name, StringComparer.Ordinal);
        bool isAll = name == All && !isNode && !isGroup;
        NodeSet selected = cluster.Nodes.Where(node => isAll || (isNode ? node.Name : node.Group) == name);
        ValueList<Problem> unknown = (isNode, isGroup, isAll) switch
        {
            (true, true, _) =>
            [
                new Problem(
                    ProblemCode.NodeUnavailable,
                    $"'{TextEscaping.Escape(name)}' is a node and a group",
                    "write only ':PATH', and select the nodes with --node or --group"
                ),
            ],
            (false, false, false) => [.. FindUnknown("node or group", [name], [.. groups, .. nodes])],
            _ => [],
        };
        problems = Check(cluster, selected, unknown);
        return selected;
    }

    /// <summary>Returns why no node is selected; empty if there is one.</summary>
    private static ValueList<Problem> Check(Cluster cluster, NodeSet selected, ValueList<Problem> unknown)
    {
        if (cluster.Nodes.Count == 0)
        {
            return
            [
                new Problem(
                    ProblemCode.NodeUnavailable,
                    "the cluster has no nodes",
                    "create them with 'scalewright apply' or 'scalewright scale'"
                ),
            ];
        }

        return unknown.Count > 0 || selected.Count > 0
            ? unknown
            :
            [
                new Problem(
                    ProblemCode.NodeUnavailable,
                    "the selected groups have no nodes",
                    "add nodes with 'scalewright scale', or select other groups"
                ),
            ];
    }

    private static IEnumerable<Problem> FindUnknown(string option, string[] names, string[] knownNames) =>
        names
            .Except(knownNames, StringComparer.Ordinal)
            .Select(name => new Problem(
                ProblemCode.NodeUnavailable,
                $"the cluster has no '{TextEscaping.Escape(name)}'",
                NameAdvice.From(name, knownNames, $"it has no {option.TrimStart('-')}s")
            )
            {
                Field = option,
            });
}
