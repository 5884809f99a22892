namespace Scalewright.Charts;

/// <summary>Draws lines over time, and the time axis below them.</summary>
internal static class SvgLines
{
    /// <summary>Draws lines from back to front, above the bands of those with more points than pixels.</summary>
    public static void Draw(SvgCanvas canvas, ChartViewport frame, ValueList<ChartLine> lines)
    {
        ChartEnvelope?[] envelopes =
        [
            .. lines.Select(line => ChartEnvelope.IsNeeded(frame, line) ? new ChartEnvelope(frame, line.Points) : null),
        ];
        for (int index = 0; index < envelopes.Length; index++)
        {
            Fill(canvas, "band", Palette.At(index), envelopes[index]?.Band() ?? "");
        }

        for (int index = 0; index < envelopes.Length; index++)
        {
            Draw(canvas, frame, lines[index], Palette.At(index), envelopes[index]);
        }
    }

    /// <summary>Draws the tick marks of the time below the frame, as dates or as durations.</summary>
    public static void DrawTimes(SvgCanvas canvas, ChartViewport frame, DateTimeOffset? start)
    {
        double free = 0;
        foreach (double at in frame.Time.GetTicks())
        {
            int x = frame.ToX(at);
            string text = start is { } date
                ? ChartAxis.FormatDate(date.AddSeconds(Math.Round(at)), isFirst: free == 0)
                : ChartAxis.FormatTime(at);
            double width = TextWidth.Measure(text, SvgCanvas.LetterSize);
            double begin = Math.Min(at == 0 ? x : x - (width / 2), frame.Right - width);
            canvas.Shape($"<path class=\"grid\" d=\"M{x} {frame.Bottom}v5\"/>");
            if (begin >= free)
            {
                bool isLast = x + (width / 2) > frame.Right;
                string style = at switch
                {
                    0 => "quiet",
                    _ when isLast => "quiet end",
                    _ => "quiet mid",
                };
                canvas.Text(isLast ? frame.Right : x, frame.Bottom + 19, style, text);
                free = begin + width + 8;
            }
        }
    }

    /// <summary>Marks time spans over the height of the frame.</summary>
    public static void DrawSpans(SvgCanvas canvas, ChartViewport frame, ChartAnnotations? annotations)
    {
        StringBuilder path = new();
        int end = int.MinValue;
        foreach (ChartSpan span in (annotations?.Spans ?? []).OrderBy(span => span.From).ThenBy(span => span.To))
        {
            int from = Math.Max(end, frame.ToX(span.From));
            int to = Math.Max(frame.ToX(span.From) + 1, frame.ToX(span.To));
            if (to > from)
            {
                path.Append(CultureInfo.InvariantCulture, $"M{from} {frame.Top}H{to}V{frame.Bottom}H{from}Z");
                end = to;
            }
        }

        if (path.Length > 0)
        {
            canvas.Shape($"<path class=\"mark\" d=\"{path}\"/>");
        }
    }

    private static void Draw(SvgCanvas canvas, ChartViewport frame, ChartLine line, string colour, ChartEnvelope? envelope)
    {
        ChartPath path = new(frame, line.Kind);
        string outline = envelope?.Means() ?? path.Draw(line.Points);
        if (outline.Length > 0)
        {
            string ground = line.Kind == ChartLineKind.Area ? envelope?.Ground() ?? path.DrawGround() : "";
            Fill(canvas, "area", colour, ground);
            canvas.Shape(
                $"<path class=\"line{(envelope is null ? "" : " thin")}\" stroke=\"{colour}\" ",
                $"d=\"{outline}\"><title>{TextEscaping.EscapeMarkup(line.Name)}</title></path>"
            );
        }
    }

    private static void Fill(SvgCanvas canvas, string style, string colour, string shape)
    {
        if (shape.Length > 0)
        {
            canvas.Shape($"<path class=\"{style}\" fill=\"{colour}\" d=\"{shape}\"/>");
        }
    }
}
