namespace Scalewright.Topologies.Diagrams;

/// <summary>
/// Renders a diagram for Graphviz: a table per group, a graph node per network, and an edge for each network of a
/// group.
/// </summary>
internal static class DotRenderer
{
    private const int BoxesInRow = 5;

    public static string Draw(Diagram diagram)
    {
        string title = TextEscaping.EscapeMarkup(diagram.Title);
        string summary = TextEscaping.EscapeMarkup(diagram.Summary);
        string label = $"""<<b><font point-size="22">{title}</font></b><br/><font color="#5f6c7b">{summary}</font>>""";
        StringBuilder graph = new();
        graph.Append(
            CultureInfo.InvariantCulture,
            $$"""
            graph topology {
              graph [rankdir=LR, ranksep=1.6, nodesep=0.35, pad=0.4, labelloc=t, fontname="Helvetica", label={{label}}];
              node [shape=plain, fontname="Helvetica", fontsize=12];
              edge [fontname="Helvetica", fontsize=11, penwidth=2];

            """
        );
        for (int i = 0; i < diagram.Groups.Count; i++)
        {
            graph.Append(CultureInfo.InvariantCulture, $"  group{i} [label=<{Table(diagram.Groups[i])}>];\n");
        }

        for (int i = 0; i < diagram.Networks.Count; i++)
        {
            graph.Append(CultureInfo.InvariantCulture, $"  network{i} [label=<{Table(diagram.Networks[i], DiagramPalette.At(i))}>];\n");
        }

        for (int i = 0; i < diagram.Groups.Count; i++)
        {
            foreach (DiagramLink link in diagram.Groups[i].Links)
            {
                graph.Append(
                    CultureInfo.InvariantCulture,
                    $"  group{i} -- network{link.Network} [color=\"{DiagramPalette.At(link.Network)}\", "
                        + $"label=<{TextEscaping.EscapeMarkup(link.Addresses, 60)}>];\n"
                );
            }
        }

        return graph.Append("}\n").ToString().ReplaceLineEndings("\n");
    }

    private static string Table(DiagramNetwork network, string colour) =>
        """<table border="0" cellborder="0" cellspacing="0" cellpadding="4" bgcolor="white">"""
        + $"""<tr><td bgcolor="{colour}" width="10"></td>"""
        + $"""<td align="left" bgcolor="#f7f9fb"><b>{TextEscaping.EscapeMarkup(network.Name, 40)}</b><br align="left"/>"""
        + $"""{TextEscaping.EscapeMarkup(network.Subnet, 60)}<br align="left"/>"""
        + $"""{TextEscaping.EscapeMarkup(network.Gateway, 60)}<br align="left"/>"""
        + $"""{TextEscaping.EscapeMarkup(network.Use, 60)}<br align="left"/></td></tr></table>""";

    private static string Table(DiagramGroup group)
    {
        int columns = group.Boxes.Any(box => box.IsMany) ? 2 : Math.Clamp(group.Boxes.Count, 1, BoxesInRow);
        StringBuilder table = new(
            """<table border="1" color="#c3ccd6" cellborder="0" cellspacing="6" cellpadding="4" bgcolor="#f7f9fb">"""
        );
        table.Append(
            CultureInfo.InvariantCulture,
            $"""<tr><td colspan="{columns}" align="left">"""
                + $"""<b><font point-size="15">{TextEscaping.EscapeMarkup(group.Name, 50)}</font></b> """
                + $"""{TextEscaping.EscapeMarkup(group.Counts)}<br align="left"/>"""
                + $"""<font color="#5f6c7b">{TextEscaping.EscapeMarkup(group.Facts, 100)}</font>"""
                + $"""<br align="left"/></td></tr>"""
        );
        foreach (DiagramBox[] row in group.Boxes.Chunk(columns))
        {
            table.Append("<tr>");
            foreach (DiagramBox box in row)
            {
                table.Append(
                    CultureInfo.InvariantCulture,
                    $"""<td border="{(box.IsMany ? 2 : 1)}" color="#c3ccd6" bgcolor="white" align="left">"""
                        + $"""<b>{TextEscaping.EscapeMarkup(box.Label, 60)}</b><br align="left"/>"""
                        + $"""<font color="#5f6c7b">{TextEscaping.EscapeMarkup(box.Detail, 60)}</font>"""
                        + $"""<br align="left"/></td>"""
                );
            }

            table.Append("</tr>");
        }

        if (group.Roles.Count > 0)
        {
            IEnumerable<string> roles = group.Roles.Select(role =>
                TextEscaping.EscapeMarkup(FormattableString.Invariant($"{role.Label} × {role.Count:N0}"), 60)
            );
            string lines = string.Join("<br align=\"left\"/>", roles.Chunk(4).Select(row => string.Join(" · ", row)));
            table.Append(
                CultureInfo.InvariantCulture,
                $"""<tr><td colspan="{columns}" align="left"><font color="#5f6c7b">{lines}</font><br align="left"/></td></tr>"""
            );
        }

        return table.Append("</table>").ToString();
    }
}
