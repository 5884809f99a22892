using System.Globalization;
using System.Text;

namespace Scalewright.Charts;

/// <summary>
/// A line with more points than the picture has pixels: for each column the band from its least to its greatest value, and their mean. No peak is
/// lost, and what lies behind stays visible.
/// </summary>
internal sealed class ChartEnvelope
{
    private readonly List<List<Column>> _parts = [];
    private readonly ChartFrame _frame;

    public ChartEnvelope(ChartFrame frame, ValueList<ChartPoint> points)
    {
        _frame = frame;
        List<Column> part = [];
        Column column = default;
        foreach (ChartPoint point in points)
        {
            int x = frame.XOf(point.At);
            if (column.Count > 0 && column.X != x)
            {
                part.Add(column);
                column = default;
            }

            if (double.IsFinite(point.Value))
            {
                column = column.With(x, point.Value);
            }
            else if (column.Count == 0 && part.Count > 0)
            {
                _parts.Add(part);
                part = [];
            }
        }

        if (column.Count > 0)
        {
            part.Add(column);
        }

        _parts.Add(part);
    }

    /// <summary>Whether a line has more points than there are pixels for it.</summary>
    public static bool IsNeeded(ChartFrame frame, ChartLine line) => line.Points.Count > frame.Right - frame.Left;

    /// <summary>The band from the least to the greatest values.</summary>
    public string Band() => Join(part =>
    {
        StringBuilder path = new(Invariant($"M{part[0].X - 1} {Y(part[0].Least)}"));
        for (int index = 0; index < part.Count; index++)
        {
            path.Append(Invariant($"V{Y(part[index].Greatest)}H{EndOf(part, index)}"));
        }

        for (int index = part.Count - 1; index >= 0; index--)
        {
            path.Append(Invariant($"V{Y(part[index].Least)}H{(index == 0 ? part[0].X : EndOf(part, index - 1) + 1) - 1}"));
        }

        return path.Append('Z').ToString();
    });

    /// <summary>The line of the means.</summary>
    public string Means() => Join(part => "M" + string.Join('L', part.Select(column => Invariant($"{column.X} {Y(column.Mean)}"))) + (part.Count == 1 ? "h1" : ""));

    /// <summary>What lies below the means.</summary>
    public string Ground() => Join(part => Invariant($"M{part[0].X} {_frame.Bottom}L")
        + string.Join('L', part.Select(column => Invariant($"{column.X} {Y(column.Mean)}"))) + Invariant($"L{part[^1].X} {_frame.Bottom}Z"));

    private static int EndOf(List<Column> part, int index) => index == part.Count - 1 ? part[index].X + 1 : part[index + 1].X - 1;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string Y(double value) => Math.Round(_frame.YOf(value), 1).ToString("0.#", CultureInfo.InvariantCulture);

    private string Join(Func<List<Column>, string> draw) => string.Concat(_parts.Where(part => part.Count > 0).Select(draw));

    private readonly record struct Column(int X, int Count, double Least, double Greatest, double Mean)
    {
        public Column With(int x, double value) => Count == 0
            ? new Column(x, 1, value, value, value)
            : new Column(x, Count + 1, Math.Min(Least, value), Math.Max(Greatest, value), Mean + ((value - Mean) / (Count + 1)));
    }
}
