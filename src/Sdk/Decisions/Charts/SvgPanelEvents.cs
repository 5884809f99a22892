namespace Scalewright.Charts;

/// <summary>Draws the events of panels: a dashed line with a number above the panels, and the texts of the numbers
/// below them. Numbers that would overlap are joined, as in <c>3–5</c>.</summary>
internal sealed class SvgPanelEvents
{
    private const int TagHeight = 16;
    private const int TagPadding = 10;
    private const int TagGap = 3;
    private const int TextLine = 18;
    private const int Edge = 16;
    private const int ColumnGap = 24;
    private const int MaxTextColumns = 2;
    private const int MaxTextLines = 12;

    private readonly SvgCanvas _canvas;
    private readonly ChartEvent[] _events;
    private readonly double _numberWidth;

    /// <param name="events">Events by time.</param>
    public SvgPanelEvents(SvgCanvas canvas, ChartEvent[] events)
    {
        (_canvas, _events) = (canvas, events);
        _numberWidth = GetWidth(Number(events.Length - 1));
    }

    /// <summary>Height of the numbers above the panels; 0 without events.</summary>
    public int HeightAbove => _events.Length > 0 ? TagHeight + 4 : 0;

    /// <summary>Draws lines and numbers.</summary>
    /// <param name="top">Top of the numbers.</param>
    public void Draw(ChartViewport[] frames, int top)
    {
        int[] xs = [.. _events.Select(chartEvent => frames[0].ToX(chartEvent.At))];
        for (int index = 0; index < xs.Length; index++)
        {
            // Gaps leave room for the titles of the panels.
            string path =
                Segment(xs[index], top + TagHeight, top + HeightAbove)
                + string.Concat(frames.Select(frame => Segment(xs[index], frame.Top, frame.Bottom)));
            _canvas.Shape(
                $"<path class=\"event\" stroke=\"{GetColor(index, index)}\" stroke-width=\"1.5\" ",
                $"stroke-dasharray=\"4 3\" fill=\"none\" d=\"{path}\"><title>",
                $"{TextEscaping.EscapeMarkup(_events[index].Text)}</title></path>"
            );
        }

        foreach (Tag tag in JoinTags(xs))
        {
            DrawTag(tag, top);
        }
    }

    /// <summary>Draws the texts.</summary>
    /// <returns>Bottom of the texts.</returns>
    public int DrawTexts(int top)
    {
        if (_events.Length == 0)
        {
            return top;
        }

        double widest = _events.Max(chartEvent => TextWidth.Measure(chartEvent.Text, SvgCanvas.LetterSize));
        double width = _canvas.Right - Edge;
        double half = (width - ColumnGap) / MaxTextColumns;
        int columns = !_canvas.IsNarrow && GetTextLeft(widest) <= half ? MaxTextColumns : 1;
        int shown = _events.Length <= columns * MaxTextLines ? _events.Length : (columns * MaxTextLines) - 1;
        int rows = (Math.Min(_events.Length, shown + 1) + columns - 1) / columns;
        for (int index = 0; index < shown; index++)
        {
            double left = Edge + (index / rows * (half + ColumnGap));
            int y = top + (index % rows * TextLine);
            DrawTag(new Tag(index, index, left), y);
            _canvas.Text(
                left + GetTextLeft(0),
                y + 12,
                "",
                TextWidth.Fit(_events[index].Text, (columns == 1 ? width : half) - GetTextLeft(0), SvgCanvas.LetterSize)
            );
        }

        if (shown < _events.Length)
        {
            _canvas.Text(
                Edge + ((columns - 1) * (half + ColumnGap)),
                top + ((rows - 1) * TextLine) + 12,
                "quiet",
                Pluralizer.Format(_events.Length - shown, "more event")
            );
        }

        return top + (rows * TextLine) + 8;
    }

    private static string Segment(int x, int top, int bottom) => string.Create(CultureInfo.InvariantCulture, $"M{x} {top}V{bottom}");

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static string GetText(Tag tag) => tag.First == tag.Last ? Number(tag.First) : $"{Number(tag.First)}–{Number(tag.Last)}";

    private static double GetWidth(string text) =>
        Math.Max(TagHeight, TextWidth.Measure(text, SvgCanvas.LetterSize, isBold: true) + TagPadding);

    private double GetTextLeft(double textWidth) => _numberWidth + 6 + textWidth;

    /// <summary>Returns the color of events: that of a fault, if one of them is a fault.</summary>
    private string GetColor(int first, int last) =>
        _events[first..(last + 1)].Any(chartEvent => chartEvent.IsFault) ? "#d1242f" : "#8250df";

    /// <summary>Returns the numbers from left to right, joined until none overlaps another.</summary>
    private List<Tag> JoinTags(int[] xs)
    {
        List<Tag> tags = [];
        for (int index = 0; index < xs.Length; index++)
        {
            Tag tag = Place(index, index);
            while (tags.Count > 0 && tags[^1].Left + GetWidth(GetText(tags[^1])) + TagGap > tag.Left)
            {
                tag = Place(tags[^1].First, tag.Last);
                tags.RemoveAt(tags.Count - 1);
            }

            tags.Add(tag);
        }

        return tags;

        // Over its line, or over the first of several lines. A tag at the right edge is moved to the left.
        Tag Place(int first, int last) =>
            new(
                first,
                last,
                Math.Min(xs[first] - (GetWidth(Number(first)) / 2), _canvas.Right - GetWidth(GetText(new Tag(first, last, 0))))
            );
    }

    private void DrawTag(Tag tag, int top)
    {
        double width = GetWidth(GetText(tag));
        _canvas.Shape(
            $"<rect x=\"{tag.Left:0.#}\" y=\"{top}\" width=\"{width:0.#}\" height=\"{TagHeight}\" ",
            $"rx=\"8\" fill=\"{GetColor(tag.First, tag.Last)}\"/><text class=\"mid\" style=\"fill:#fff\" ",
            $"x=\"{tag.Left + (width / 2):0.#}\" y=\"{top + 12}\" font-weight=\"600\">{GetText(tag)}</text>"
        );
    }

    private readonly record struct Tag(int First, int Last, double Left);
}
