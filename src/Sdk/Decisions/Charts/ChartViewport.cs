namespace Scalewright.Charts;

/// <summary>Axes of a chart and the rectangle in which they are drawn.</summary>
/// <param name="Time">Horizontal axis.</param>
/// <param name="Values">Vertical axis.</param>
/// <param name="Left">Left edge in pixels.</param>
/// <param name="Right">Right edge in pixels.</param>
/// <param name="Top">Upper edge in pixels.</param>
/// <param name="Bottom">Lower edge in pixels.</param>
internal readonly record struct ChartViewport(ChartAxis Time, ChartAxis Values, int Left, int Right, int Top, int Bottom)
{
    /// <summary>Width of a column in pixels; points within it are drawn together.</summary>
    private const int ColumnWidth = 2;

    public static ChartViewport From(Chart chart, int left, int right, int top, int bottom, int maxTimes)
    {
        double end = 0;
        double most = double.IsFinite(chart.MaxValue) ? chart.MaxValue : 0;
        bool areWhole = true;
        foreach (ChartPoint point in chart.Lines.SelectMany(line => line.Points))
        {
            end = double.IsFinite(point.At) ? Math.Max(end, point.At) : end;
            most = double.IsFinite(point.Value) ? Math.Max(most, point.Value) : most;
            areWhole &= !double.IsFinite(point.Value) || double.IsInteger(point.Value);
        }

        ChartAxis time = ChartAxis.FromTime(end, maxTimes) with { Offset = chart.Start?.TimeOfDay.TotalSeconds ?? 0 };
        return new(time, ChartAxis.FromValues(most, 5, areWhole), left, right, top, bottom);
    }

    /// <summary>Returns the column of a time, in pixels from the left edge.</summary>
    public int ToX(double at)
    {
        double ratio = double.IsFinite(at) ? Math.Clamp(at / Time.End, 0, 1) : 0;
        return Left + ((int)Math.Round(ratio * (Right - Left) / ColumnWidth) * ColumnWidth);
    }

    /// <summary>Returns the position of a value, in pixels from the top edge; for values outside of the axis that of
    /// its end.</summary>
    public double ToY(double value) => Bottom - (Math.Clamp(Values.ToRatio(value), 0, 1) * (Bottom - Top));
}
