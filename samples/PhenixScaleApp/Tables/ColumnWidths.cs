namespace PhenixScaleApp.Tables;

/// <summary>Fits columns by narrowing the widest first, as Rich's tables do.</summary>
internal static class ColumnWidths
{
    /// <summary>Returns widths that fit.</summary>
    /// <param name="widths">Desired widths.</param>
    /// <param name="most">Total available width.</param>
    public static int[] Fit(int[] widths, int most)
    {
        int excess = widths.Sum() - most;
        while (excess > 0)
        {
            int widest = widths.Max();
            int next = widths.Where(width => width != widest).DefaultIfEmpty(0).Max();
            widths = Reduce(widths, excess, Math.Min(excess, widest - next), width => width == widest);
            excess = widths.Sum() - most;
        }

        return widths;
    }

    /// <summary>Reduces the selected columns equally, each by at most <c>atMost</c>.</summary>
    private static int[] Reduce(int[] widths, int total, int atMost, Func<int, bool> gives)
    {
        int givers = widths.Count(gives);
        int[] result = [.. widths];
        for (int i = 0; i < widths.Length; i++)
        {
            if (gives(widths[i]))
            {
                int share = Math.Min(atMost, (int)Math.Round(total / (double)givers, MidpointRounding.ToEven));
                result[i] -= share;
                total -= share;
                givers--;
            }
        }

        return result;
    }
}
