using System.Globalization;
using System.Text;

namespace Scalewright.Charts;

/// <summary>Draws a chart as SVG.</summary>
internal sealed class SvgChart(Chart chart)
{
    public const int Width = 960;
    public const int Height = 300;
    private const int Left = 64;
    private const int Right = Width - 16;
    private const int Top = 68;
    private const int Bottom = Height - 36;

    // Not part of the style: charts without events stay as they are.
    private const string Event = "class=\"event\" stroke=\"#8250df\" stroke-width=\"1.5\" stroke-dasharray=\"4 3\" fill=\"none\"";

    private const string Style = """
        text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-size:12px;fill:#1f2933}
        .ground{fill:#fff}.grid{stroke:#d5dce4;fill:none}.axis{stroke:#7b8794;fill:none}.title{font-size:16px;font-weight:600}.quiet{fill:#5f6c7b}.end{text-anchor:end}.mid{text-anchor:middle}
        .line{fill:none;stroke-width:2;stroke-linejoin:round}.area{stroke:none;opacity:.22}.mark{fill:#d1242f;opacity:.2}
        @media(prefers-color-scheme:dark){text{fill:#e4e9ef}.ground{fill:#14181d}.grid{stroke:#2c353f}.axis{stroke:#7b8794}.quiet{fill:#9aa7b5}.mark{opacity:.4}}
        """;

    private readonly StringBuilder _shapes = new();
    private readonly ChartFrame _frame = ChartFrame.Of(chart, Left, Right, Top, Bottom);

    /// <summary>The picture as text.</summary>
    public string Draw()
    {
        Text(16, 26, "title", chart.Title, 90);
        DrawLegend();
        DrawGrid();
        DrawMarks();
        DrawEvents();
        for (int index = 0; index < chart.Lines.Count; index++)
        {
            DrawLine(chart.Lines[index], Palette.At(index));
        }

        return Wrap(chart.Title, _shapes.ToString());
    }

    /// <summary>Shapes as a picture with its style.</summary>
    public static string Wrap(string title, string shapes)
    {
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{MarkupText.Of(title)}\">\n<style>{Style}</style>\n<rect class=\"ground\" width=\"{Width}\" height=\"{Height}\"/>\n{shapes}</svg>\n");
    }

    private void DrawLegend()
    {
        int x = Left;
        for (int index = 0; index < chart.Lines.Count; index++)
        {
            Shape($"<rect x=\"{x}\" y=\"42\" width=\"14\" height=\"10\" rx=\"2\" fill=\"{Palette.At(index)}\"/>");
            x = Label(x, chart.Lines[index].Name);
        }

        if (chart.Marks is { } marks)
        {
            Shape($"<rect class=\"mark\" x=\"{x}\" y=\"42\" width=\"14\" height=\"10\" rx=\"2\"/>");
            x = Label(x, marks.Name);
        }

        if (chart.Events is { Spans.Count: > 0 } events)
        {
            Shape($"<path {Event} d=\"M{x + 7} 40v14\"/>");
            Label(x, events.Name);
        }
    }

    private int Label(int x, string name)
    {
        const int LengthMax = 32;
        Text(x + 20, 51, "", name, LengthMax);

        // The width of a letter is not known here; seven pixels are enough for most.
        return x + 44 + (7 * Math.Min(name.Length, LengthMax));
    }

    private void DrawGrid()
    {
        foreach (double value in _frame.Values.Marks())
        {
            double y = Math.Round(_frame.YOf(value), 1);
            Shape($"<path class=\"{(value == 0 ? "axis" : "grid")}\" d=\"M{Left} {y:0.#}H{Right}\"/>");
            Text(Left - 8, y + 4, "quiet end", ChartAxis.TextOf(value), 12);
        }

        foreach (double at in _frame.Time.Marks())
        {
            int x = _frame.XOf(at);
            Shape($"<path class=\"grid\" d=\"M{x} {Bottom}v5\"/>");
            Text(x, Bottom + 19, at == 0 ? "quiet" : x > Right - 30 ? "quiet end" : "quiet mid", ChartAxis.TimeTextOf(at), 20);
        }

        Text(Right, 51, "quiet end", chart.Unit, 40);
    }

    private void DrawMarks()
    {
        StringBuilder path = new();
        int end = int.MinValue;
        foreach (ChartSpan span in (chart.Marks?.Spans ?? []).OrderBy(span => span.From).ThenBy(span => span.To))
        {
            int from = Math.Max(end, _frame.XOf(span.From));
            int to = Math.Max(_frame.XOf(span.From) + 1, _frame.XOf(span.To));
            if (to > from)
            {
                path.Append(CultureInfo.InvariantCulture, $"M{from} {Top}H{to}V{Bottom}H{from}Z");
                end = to;
            }
        }

        if (path.Length > 0)
        {
            Shape($"<path class=\"mark\" d=\"{path}\"/>");
        }
    }

    private void DrawEvents()
    {
        string path = string.Concat((chart.Events?.Spans ?? []).Select(span => _frame.XOf(span.From)).Distinct().Order().Select(x => string.Create(CultureInfo.InvariantCulture, $"M{x} {Top}V{Bottom}")));
        if (path.Length > 0)
        {
            Shape($"<path {Event} d=\"{path}\"/>");
        }
    }

    private void DrawLine(ChartLine line, string colour)
    {
        ChartPath path = new(_frame, line.Kind);
        string outline = path.Draw(line.Points);
        if (outline.Length == 0)
        {
            return;
        }

        if (path.DrawGround() is { Length: > 0 } ground)
        {
            Shape($"<path class=\"area\" fill=\"{colour}\" d=\"{ground}\"/>");
        }

        Shape($"<path class=\"line\" stroke=\"{colour}\" d=\"{outline}\"><title>{MarkupText.Of(line.Name)}</title></path>");
    }

    private void Text(double x, double y, string style, string text, int lengthMax)
    {
        if (text.Length > 0)
        {
            Shape($"<text class=\"{style}\" x=\"{x:0.#}\" y=\"{y:0.#}\">{MarkupText.Of(text, lengthMax)}</text>");
        }
    }

    private void Shape(FormattableString shape) => _shapes.Append(shape.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
