namespace Scalewright.Charts;

/// <summary>
/// Outline of a line. Keeps the lowest, highest and last point of each column of two pixels, so that no peak is lost.
/// </summary>
internal sealed class ChartPath(ChartViewport frame, ChartLineKind kind)
{
    private readonly StringBuilder _text = new();
    private readonly List<(int X, double Y)> _area = [];
    private int _lastX;
    private double _lastY;
    private bool _isOpen;

    public string Draw(ValueList<ChartPoint> points)
    {
        List<ChartPoint> column = [];
        int x = int.MinValue;
        foreach (ChartPoint point in points)
        {
            int at = frame.ToX(point.At);
            if (at != x)
            {
                Flush(x, column);
                x = at;
            }

            column.Add(point);
        }

        Flush(x, column);
        return _text.ToString();
    }

    /// <summary>Returns the area below the drawn outline; empty for other kinds of lines.</summary>
    public string DrawGround()
    {
        StringBuilder ground = new();
        for (int index = 0; index < _area.Count; index++)
        {
            (int x, double y) = _area[index];
            if (double.IsNaN(y))
            {
                continue;
            }

            if (index == 0 || double.IsNaN(_area[index - 1].Y))
            {
                ground.Append(CultureInfo.InvariantCulture, $"M{x} {frame.Bottom}");
            }

            ground.Append(CultureInfo.InvariantCulture, $"L{x} {y:0.#}");
            if (index == _area.Count - 1 || double.IsNaN(_area[index + 1].Y))
            {
                ground.Append(CultureInfo.InvariantCulture, $"L{x} {frame.Bottom}Z");
            }
        }

        return ground.ToString();
    }

    private void Flush(int x, List<ChartPoint> column)
    {
        if (column.Count > 3)
        {
            int low = 0;
            int high = 0;
            for (int index = 1; index < column.Count; index++)
            {
                low = column[index].Value < column[low].Value ? index : low;
                high = column[index].Value > column[high].Value ? index : high;
            }

            foreach (int index in new SortedSet<int> { low, high, column.Count - 1 })
            {
                Add(x, column[index].Value);
            }
        }
        else
        {
            column.ForEach(point => Add(x, point.Value));
        }

        column.Clear();
    }

    private void Add(int x, double value)
    {
        if (!double.IsFinite(value))
        {
            _isOpen = false;
            if (kind == ChartLineKind.Area)
            {
                _area.Add((x, double.NaN));
            }

            return;
        }

        double y = Math.Round(frame.ToY(value), 1);
        if (!_isOpen)
        {
            _text.Append(CultureInfo.InvariantCulture, $"M{x} {y:0.#}");
        }
        else if (kind != ChartLineKind.Step)
        {
            _text.Append(CultureInfo.InvariantCulture, $"L{x} {y:0.#}");
        }
        else
        {
            _text.Append(x == _lastX ? "" : string.Create(CultureInfo.InvariantCulture, $"H{x}"));
            _text.Append(y == _lastY ? "" : string.Create(CultureInfo.InvariantCulture, $"V{y:0.#}"));
        }

        (_lastX, _lastY, _isOpen) = (x, y, true);
        if (kind == ChartLineKind.Area)
        {
            _area.Add((x, y));
        }
    }
}
