namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Leaves out as many faults as can be, by halves, then smaller parts, then one by one (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input": ddmin).</summary>
internal static class FaultShrinker
{
    /// <summary>Finds a small set of faults that still fails.</summary>
    /// <param name="count">How many faults there are; all of them fail.</param>
    /// <param name="fails">Whether a set fails; each one that does is smaller than the last that did.</param>
    /// <param name="mayGoOn">Whether another set may be tried.</param>
    /// <returns>Indexes of the faults that are kept.</returns>
    public static ValueList<int> Shrink(int count, Func<ValueList<int>, bool> fails, Func<bool> mayGoOn)
    {
        ValueList<int> kept = Enumerable.Range(0, count).ToValueList();
        if (count == 0 || (mayGoOn() && fails([])))
        {
            return [];
        }

        int parts = 2;
        while (kept.Count > 1 && mayGoOn())
        {
            if (Reduce(kept, parts, fails, mayGoOn) is { } fewer)
            {
                kept = fewer;
                parts = Math.Max(parts - 1, 2);
            }
            else if (parts >= kept.Count)
            {
                break;
            }
            else
            {
                parts = Math.Min(parts * 2, kept.Count);
            }
        }

        return kept;
    }

    private static ValueList<int>? Reduce(ValueList<int> kept, int parts, Func<ValueList<int>, bool> fails, Func<bool> mayGoOn)
    {
        int size = (kept.Count + parts - 1) / parts;
        for (int start = 0; start < kept.Count && mayGoOn(); start += size)
        {
            ValueList<int> fewer = [.. kept.AsSpan()[..start], .. kept.AsSpan()[Math.Min(start + size, kept.Count)..]];
            if (fails(fewer))
            {
                return fewer;
            }
        }

        return null;
    }
}
