namespace PhenixScaleApp.Tables;

/// <summary>Makes columns fit: the widest are narrowed first. The rule is that of Rich's tables.</summary>
internal static class ColumnWidths
{
    /// <summary>Widths that fit.</summary>
    /// <param name="widths">Widths as wanted.</param>
    /// <param name="most">What there is for all.</param>
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

    /// <summary>Takes from some columns the same, none more than it may give.</summary>
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
