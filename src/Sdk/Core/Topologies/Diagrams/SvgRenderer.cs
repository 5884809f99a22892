using static System.FormattableString;

namespace Scalewright.Topologies.Diagrams;

/// <summary>
/// Renders a diagram as SVG. Each network is a bar at the top with a line down the left side. Groups attach to the
/// lines of their networks, so that lines never cross.
/// </summary>
internal sealed class SvgRenderer(Diagram diagram)
{
    private const int Width = 1120;
    private const int Margin = 32;
    private const int LaneStep = 20;
    private const int BarHeight = 40;
    private const int RowHeight = 22;
    private const int Gap = 10;

    // After the longest visible name: 28 characters of semi-bold 13 px text.
    private const int AddressColumn = 290;
    private const int GatewayColumn = 470;

    private const string Style =
        "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-size:13px;"
        + "fill:#1f2933}\n"
        + ".ground{fill:#fff}.panel{fill:#f7f9fb;stroke:#d5dce4}.box{fill:#fff;stroke:#c3ccd6}\n"
        + ".title{font-size:24px;font-weight:700}.name{font-size:16px;font-weight:600}.strong{font-weight:600}"
        + ".quiet{fill:#5f6c7b}\n"
        + ".code{font-family:ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:12px}"
        + ".end{text-anchor:end}.rail{fill:#e3e8ee}\n"
        + "@media(prefers-color-scheme:dark){text{fill:#e4e9ef}.ground{fill:#14181d}"
        + ".panel{fill:#1c2229;stroke:#36404b}.box{fill:#262e37;stroke:#46525f}.quiet{fill:#9aa7b5}"
        + ".rail{fill:#36404b}}";

    private const string Explanation = "Networks are bars at the top; groups of nodes hang on the lines of their networks.";

    private readonly StringBuilder _shapes = new();
    private readonly StringBuilder _lines = new();

    private int Left => Margin + Gap + (diagram.Networks.Count * LaneStep);

    private static int Right => Width - Margin;

    public string Draw()
    {
        Text(Margin, 48, "title", diagram.Title, 60);
        Text(Margin, 72, "quiet", diagram.Summary, 140);
        int y = 96;
        for (int i = 0; i < diagram.Networks.Count; i++)
        {
            DrawNetwork(i, y);
            y += BarHeight + 8;
        }

        y += Gap;
        int[] ends = new int[diagram.Networks.Count];
        foreach (DiagramGroup group in diagram.Groups)
        {
            y = DrawGroup(group, y, ends) + 20;
        }

        for (int i = 0; i < ends.Length; i++)
        {
            int top = 96 + (i * (BarHeight + 8)) + BarHeight;
            Line(GetLane(i), top, GetLane(i), ends[i], i, 3);
        }

        int height = DrawLegend(y + 4) + Margin;
        string title = TextEscaping.EscapeMarkup(diagram.Title);
        string summary = TextEscaping.EscapeMarkup(diagram.Summary);
        string size = Invariant($"width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\"");
        return string.Create(
                CultureInfo.InvariantCulture,
                $"""
                <svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc">
                <title id="title">Topology {title}</title>
                <desc id="desc">{summary}. {Explanation}</desc>
                <style>{Style}</style>
                <rect class="ground" width="{Width}" height="{height}"/>
                {_lines}{_shapes}</svg>

                """
            )
            .ReplaceLineEndings("\n");
    }

    private static int GetLane(int network) => Margin + 8 + (network * LaneStep);

    private void DrawNetwork(int index, int y)
    {
        DiagramNetwork network = diagram.Networks[index];
        int x = GetLane(index) - 8;
        string colour = DiagramPalette.At(index);
        string shade = $"fill=\"{colour}\" fill-opacity=\".14\"";
        Add($"""<rect x="{x}" y="{y}" width="{Right - x}" height="{BarHeight}" rx="6" {shade}/>""");
        Add($"""<rect x="{x}" y="{y}" width="16" height="{BarHeight}" rx="5" fill="{colour}"/>""");
        Text(Left + 16, y + 25, "strong", network.Name, 28);
        Text(Left + AddressColumn, y + 25, "code", network.Subnet, 44);
        Text(Left + GatewayColumn, y + 25, "code quiet", network.Gateway, 48);
        if (network.Share is not { } share)
        {
            Text(Right - 14, y + 25, "quiet end", network.Use, 40);
            return;
        }

        Text(Right - 124, y + 25, "quiet end", network.Use, 40);
        Add($"""<rect class="rail" x="{Right - 114}" y="{y + 16}" width="100" height="8" rx="4"/>""");
        double used = Math.Max(share * 100, network.Use[0] == '0' ? 0 : 3);
        Add($"""<rect x="{Right - 114}" y="{y + 16}" width="{used:F0}" height="8" rx="4" fill="{colour}"/>""");
    }

    private int DrawGroup(DiagramGroup group, int top, int[] ends)
    {
        int frame = _shapes.Length;
        Text(Left + 16, top + 28, "name", group.Name, 50);
        Text(Right - 16, top + 28, "strong end", group.Counts, 60);
        Text(Left + 16, top + 48, "quiet", group.Facts, 120);
        int y = top + 56;
        foreach (DiagramLink link in group.Links)
        {
            y += RowHeight;
            ends[link.Network] = y - 5;
            Line(GetLane(link.Network), y - 5, Left + 20, y - 5, link.Network, 2);
            string colour = DiagramPalette.At(link.Network);
            string end = Invariant($"""<circle cx="{Left + 22}" cy="{y - 5}" r="4" fill="{colour}"/>""");
            Add($"""<circle cx="{GetLane(link.Network)}" cy="{y - 5}" r="5" fill="{colour}"/>{end}""");
            Text(Left + 36, y, "strong", diagram.Networks[link.Network].Name, 28);
            Text(Left + AddressColumn, y, "code", link.Addresses, 90);
        }

        y = DrawBoxes(group.Boxes, group.Roles.Count, y + 14);
        y = DrawRoles(group.Roles, y);
        _shapes.Insert(
            frame,
            Invariant($"""<rect class="panel" x="{Left}" y="{top}" width="{Right - Left}" height="{y - top + 6}" rx="10"/>""") + "\n"
        );
        return y + 6;
    }

    private int DrawBoxes(ValueList<DiagramBox> boxes, int roles, int y)
    {
        if (boxes.Count == 0)
        {
            return y;
        }

        bool isWide = boxes.Any(box => box.IsMany);
        int mostColumns = boxes.Count < 5 ? 4 : 5;
        int columns = isWide ? 2 : Math.Min(mostColumns, (Right - Left - 32) / 150);
        int width = (Right - Left - 32 - ((columns - 1) * Gap)) / columns;
        int marksInRow = WholeUnits((width - 16) / 12, roles);
        int height =
            44 + (12 * boxes.Max(box => (box.Roles.Count + marksInRow - 1) / marksInRow)) + (boxes.Any(box => box.Roles.Count > 0) ? 6 : 0);
        int step = height + Gap + (isWide ? 6 : 0);
        for (int i = 0; i < boxes.Count; i++)
        {
            DrawBox(
                boxes[i],
                x: Left + 16 + (i % columns * (width + Gap)),
                y: y + (i / columns * step),
                width: width - (isWide ? 6 : 0),
                height: height,
                marksInRow: marksInRow
            );
        }

        return y + ((boxes.Count + columns - 1) / columns * step);
    }

    /// <summary>Number of marks that fit, rounded down to whole units if a unit fits.</summary>
    private static int WholeUnits(int fitting, int roles) => roles > 0 && roles <= fitting ? fitting - (fitting % roles) : fitting;

    private void DrawBox(DiagramBox box, int x, int y, int width, int height, int marksInRow)
    {
        for (int sheet = box.IsMany ? 2 : 0; sheet >= 0; sheet--)
        {
            (int left, int top) = (x + (sheet * 3), y + (sheet * 3));
            Add($"""<rect class="box" x="{left}" y="{top}" width="{width}" height="{height}" rx="6"/>""");
        }

        Text(x + 10, y + 19, "code strong", box.Label, (width - 20) / 8);
        Text(x + 10, y + 36, "quiet", box.Detail, (width - 20) / 6);
        for (int i = 0; i < box.Roles.Count; i++)
        {
            (int left, int top) = (x + 10 + (i % marksInRow * 12), y + 44 + (i / marksInRow * 12));
            Add($"""<rect x="{left}" y="{top}" width="9" height="9" rx="2" fill="{DiagramPalette.At(box.Roles[i])}"/>""");
        }
    }

    private int DrawRoles(ValueList<DiagramRole> roles, int y)
    {
        int x = Left + 16;
        y += roles.Count > 0 ? 14 : 0;
        for (int i = 0; i < roles.Count; i++)
        {
            string label = Invariant($"{roles[i].Label} × {roles[i].Count:N0}");
            int width = 40 + (Math.Min(label.Length, 48) * 7);
            if (x + width > Right)
            {
                (x, y) = (Left + 16, y + RowHeight);
            }

            Add($"""<rect x="{x}" y="{y - 9}" width="9" height="9" rx="2" fill="{DiagramPalette.At(i)}"/>""");
            Text(x + 15, y, "quiet", label, 48);
            x += width;
        }

        return y + (roles.Count > 0 ? 10 : 0);
    }

    /// <summary>Explains the symbols that occur in the picture, and returns the bottom edge.</summary>
    private int DrawLegend(int y)
    {
        int x = Margin;
        if (diagram.Groups.Any(group => group.Links.Count > 0))
        {
            Add($"""<circle cx="{x + 6}" cy="{y + 8}" r="5" fill="#8c8c8c"/>""");
            Text(x + 20, y + 12, "quiet", "attached to the network of that colour", 60);
            x += 282;
        }

        if (diagram.Groups.Any(group => group.Boxes.Any(box => box.Roles.Count > 0)))
        {
            Add($"""<rect x="{x}" y="{y + 3}" width="9" height="9" rx="2" fill="#8c8c8c"/>""");
            string colour = diagram.Groups.Any(group => group.Roles.Count > 0) ? ", coloured by role" : "";
            Text(x + 16, y + 12, "quiet", $"one container{colour}", 60);
            x += 238;
        }

        if (diagram.Groups.Any(group => group.Boxes.Any(box => box.IsMany)))
        {
            for (int sheet = 2; sheet >= 0; sheet--)
            {
                (int left, int top) = (x + (sheet * 2), y + (sheet * 2));
                Add($"""<rect class="box" x="{left}" y="{top}" width="20" height="11" rx="2"/>""");
            }

            Text(x + 32, y + 12, "quiet", "similar consecutive nodes, first … last", 60);
            x += 282;
        }

        return x == Margin ? y - 20 : y + 12;
    }

    private void Text(int x, int y, string kind, string text, int maxLength) =>
        Add($"""<text x="{x}" y="{y}" class="{kind}">{TextEscaping.EscapeMarkup(text, maxLength)}</text>""");

    private void Line(int x1, int y1, int x2, int y2, int colour, int width)
    {
        if (y2 >= y1)
        {
            _lines
                .Append(Invariant($"""<path d="M{x1} {y1}L{x2} {y2}" stroke="{DiagramPalette.At(colour)}" stroke-width="{width}"/>"""))
                .Append('\n');
        }
    }

    private void Add(FormattableString shape) => _shapes.Append(Invariant(shape)).Append('\n');
}
