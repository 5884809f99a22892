namespace Scalewright.Traces;

/// <summary>Distributes spans over rows. The spans of a row are nested, or do not overlap.</summary>
/// <remarks>Spans are added in the order of their start; of equal starts, the longest first.</remarks>
/// <param name="end">Receives the row and the end of each span, in the order of time within a row.</param>
internal sealed class SliceRows(Action<int, long> end)
{
    /// <summary>Maximum number of rows.</summary>
    public const int MaxRows = 256;

    private readonly List<Stack<long>> _rows = [];

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a span to the first row that it fits into, after the end of earlier spans.</summary>
    /// <returns>Index of the row; -1 if the maximum number of rows is in use.</returns>
    public int Add(long spanStart, long spanEnd)
    {
        for (int row = 0; row < _rows.Count; row++)
        {
            EndUntil(row, spanStart);
            if (!_rows[row].TryPeek(out long outer) || spanEnd <= outer)
            {
                _rows[row].Push(spanEnd);
                return row;
            }
        }

        if (_rows.Count == MaxRows)
        {
            return -1;
        }

        _rows.Add(new Stack<long>([spanEnd]));
        return _rows.Count - 1;
    }

    /// <summary>Ends the remaining spans.</summary>
    public void EndAll()
    {
        for (int row = 0; row < _rows.Count; row++)
        {
            EndUntil(row, long.MaxValue);
        }
    }

    private void EndUntil(int row, long time)
    {
        while (_rows[row].TryPeek(out long inner) && inner <= time)
        {
            end(row, _rows[row].Pop());
        }
    }
}
