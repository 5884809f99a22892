namespace Scalewright.Charts;

/// <summary>Collects the shapes of a picture, which has one of two widths: for windows or for phones.</summary>
internal sealed class SvgCanvas(int width)
{
    public const int Wide = 960;

    public const int Narrow = 360;

    /// <summary>Font size in pixels, except for the title.</summary>
    public const int LetterSize = 12;

    private const int TitleSize = 16;
    private const int TitleLine = 20;
    private const int LegendLine = 18;
    private const int MaxTitleLines = 4;
    private const int Edge = 16;

    private const string Style =
        "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-size:12px;"
        + "fill:#1f2933}\n"
        + ".ground{fill:#fff}.grid{stroke:#d5dce4;fill:none}.axis{stroke:#7b8794;fill:none}"
        + ".title{font-size:16px;font-weight:600}.quiet{fill:#5f6c7b}.end{text-anchor:end}.mid{text-anchor:middle}\n"
        + ".line{fill:none;stroke-width:2;stroke-linejoin:round}.thin{stroke-width:1.2}.area{stroke:none;opacity:.22}"
        + ".band{stroke:none;opacity:.3}.mark{fill:#d1242f;opacity:.2}\n"
        + "@media(prefers-color-scheme:dark){text{fill:#e4e9ef}.ground{fill:#14181d}.grid{stroke:#2c353f}"
        + ".axis{stroke:#7b8794}.quiet{fill:#9aa7b5}.mark{opacity:.4}}";

    private readonly StringBuilder _shapes = new();

    public bool IsNarrow => width < Wide;

    public int Width => width;

    /// <summary>Right edge of the drawing area, in pixels.</summary>
    public int Right => width - Edge;

    /// <summary>Draws title, legend and unit, each on the necessary number of lines.</summary>
    /// <param name="legend">Names, each with a function that draws its symbol at a left and top position.</param>
    /// <returns>Additional height in pixels, relative to a header of one line each.</returns>
    public int DrawHead(string title, string unit, int left, IEnumerable<(string Name, Action<int, int> DrawSign)> legend)
    {
        IReadOnlyList<string> lines = TextWidth.Lines(title, width - (2 * Edge), TitleSize);
        int shown = Math.Min(lines.Count, MaxTitleLines);
        for (int index = 0; index < shown; index++)
        {
            Text(Edge, 26 + (index * TitleLine), "title", lines[index] + (index == shown - 1 && shown < lines.Count ? "…" : ""));
        }

        int lower = Math.Max(0, shown - 1) * TitleLine;
        double unitWidth = unit.Length == 0 ? 0 : TextWidth.Measure(unit, LetterSize) + 16;
        Text(Right, 51 + lower, "quiet end", unit);
        int x = left;
        foreach ((string name, Action<int, int> drawSign) in legend)
        {
            string fitting = TextWidth.Fit(name, Right - left - 20 - (IsNarrow ? 0 : unitWidth), LetterSize);
            double end = x + 20 + TextWidth.Measure(fitting, LetterSize);
            if (end > Right - unitWidth && (x > left || unitWidth > 0))
            {
                (x, lower, unitWidth) = (left, lower + LegendLine, 0);
                end = x + 20 + TextWidth.Measure(fitting, LetterSize);
            }

            drawSign(x, 42 + lower);
            Text(x + 20, 51 + lower, "", fitting);
            x = (int)end + 20;
        }

        return lower;
    }

    public void Text(double x, double y, string style, string text, bool isBold = false)
    {
        if (text.Length > 0)
        {
            Shape(
                $"<text class=\"{style}\" x=\"{x:0.#}\" y=\"{y:0.#}\"{(isBold ? " font-weight=\"600\"" : "")}>",
                $"{TextEscaping.EscapeMarkup(text)}</text>"
            );
        }
    }

    /// <summary>Adds a colored square, the symbol of a series.</summary>
    public void Square(int x, int y, string colour) =>
        Shape($"<rect x=\"{x}\" y=\"{y}\" width=\"14\" height=\"10\" rx=\"2\" fill=\"{colour}\"/>");

    public void Shape(params FormattableString[] pieces)
    {
        foreach (FormattableString piece in pieces)
        {
            _shapes.Append(piece.ToString(CultureInfo.InvariantCulture));
        }

        _shapes.Append('\n');
    }

    public string End(string title, int height) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" "
                + $"aria-label=\"{TextEscaping.EscapeMarkup(title)}\">\n<style>{Style}</style>\n<rect class=\"ground\" "
                + $"width=\"{width}\" height=\"{height}\"/>\n{_shapes}</svg>\n"
        );
}
