using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Prints the nodes of a cluster: one line per group.</summary>
internal static class NodeText
{
    /// <summary>State of a node that works.</summary>
    public const string Ready = "ready";

    private const string Gap = "  ";
    private const string None = "–";
    private const int FewNodes = 2;
    private const int NamesShown = 5;

    /// <summary>Returns one line per group, in the order of the nodes: the number of nodes by state, the first and the
    /// last one with their addresses, and the names of those that are not ready.</summary>
    public static string Write(IReadOnlyList<NodeOutput> nodes)
    {
        (string Group, string States, string Names)[] rows =
        [
            .. nodes
                .GroupBy(node => node.Group, StringComparer.Ordinal)
                .Select(group => (TextEscaping.Escape(group.Key), States([.. group]), Names([.. group]))),
        ];
        int group = rows.Select(row => row.Group.Length).DefaultIfEmpty().Max();
        int states = rows.Select(row => row.States.Length).DefaultIfEmpty().Max();
        return string.Concat(
            rows.Select(row => $"{row.Group.PadRight(group)}  {row.States.PadRight(states)}  {row.Names}".TrimEnd() + "\n")
        );
    }

    /// <summary>Returns one line per node, with its state, its address, and why it is not ready.</summary>
    public static string WriteAll(IReadOnlyList<NodeOutput> nodes, AnsiColors colors)
    {
        if (nodes.Count == 0)
        {
            return "";
        }

        string[][] rows =
        [
            ["group", "node", "state", "address", ""],
            .. nodes
                .GroupBy(node => node.Group, StringComparer.Ordinal)
                .SelectMany(group => group.Select((node, index) => Row(node, index == 0 ? TextEscaping.Escape(node.Group) : ""))),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return string.Concat(rows.Select(row => Format(row, widths, colors)));
    }

    private static string[] Row(NodeOutput node, string group) =>
        [
            group,
            TextEscaping.Escape(node.Name),
            node.State,
            node.Address.Length == 0 ? None : TextEscaping.Escape(node.Address),
            node.Waiting?.Message ?? "",
        ];

    private static string Format(string[] row, int[] widths, AnsiColors colors)
    {
        string state = row[2].PadRight(widths[2]);
        string painted = row[2] switch
        {
            Ready => colors.Green(state),
            "failed" or "missing" or "unreachable" => colors.Red(state),
            _ => state,
        };
        string start = $"{row[0].PadRight(widths[0])}{Gap}{row[1].PadRight(widths[1])}{Gap}";
        return $"{start}{painted}{Gap}{row[3].PadRight(widths[3])}{Gap}{row[4]}".TrimEnd() + "\n";
    }

    /// <summary>Returns the number of nodes by state: <c>3 ready, 1 failed</c>.</summary>
    public static string States(IReadOnlyList<NodeOutput> nodes) =>
        string.Join(
            ", ",
            nodes
                .GroupBy(node => node.State, StringComparer.Ordinal)
                .OrderBy(same => same.Key != Ready)
                .Select(same => string.Create(CultureInfo.InvariantCulture, $"{same.Count():N0} {same.Key}"))
        );

    private static string Names(NodeOutput[] nodes)
    {
        NodeOutput[] notReady = [.. nodes.Where(node => node.State != Ready)];
        return notReady.Length == 0
            ? Range(nodes)
            : string.Join(
                "; ",
                notReady.GroupBy(node => node.State, StringComparer.Ordinal).Select(same => $"{same.Key}: {First([.. same])}")
            );
    }

    private static string Range(NodeOutput[] nodes) =>
        nodes.Length <= FewNodes ? string.Join(", ", nodes.Select(Describe)) : $"{Describe(nodes[0])} … {Describe(nodes[^1])}";

    private static string First(NodeOutput[] nodes)
    {
        string names = string.Join(", ", nodes.Take(NamesShown).Select(node => TextEscaping.Escape(node.Name)));
        return nodes.Length > NamesShown
            ? string.Create(CultureInfo.InvariantCulture, $"{names} and {nodes.Length - NamesShown:N0} more")
            : names;
    }

    private static string Describe(NodeOutput node) => $"{TextEscaping.Escape(node.Name)} {TextEscaping.Escape(node.Address)}".TrimEnd();
}
