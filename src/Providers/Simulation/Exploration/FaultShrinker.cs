namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>
/// Leaves out as many faults as can be, by halves, then smaller parts, then one by one (Zeller and Hildebrandt, "Simplifying and Isolating
/// Failure-Inducing Input": ddmin). That ends where no single fault may be left out, which may be far from few: a fault shifts what comes
/// after it. So each fault is tried alone before, and each two of those that are left behind it.
/// </summary>
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

        if (Alone(kept, fails, mayGoOn) is { } alone)
        {
            return alone;
        }

        kept = Halve(kept, fails, mayGoOn);
        return kept.Count > 2 ? Pair(kept, fails, mayGoOn) ?? kept : kept;
    }

    private static ValueList<int>? Alone(ValueList<int> kept, Func<ValueList<int>, bool> fails, Func<bool> mayGoOn)
    {
        for (int index = 0; index < kept.Count && kept.Count > 1 && mayGoOn(); index++)
        {
            if (fails([kept[index]]))
            {
                return [kept[index]];
            }
        }

        return null;
    }

    private static ValueList<int>? Pair(ValueList<int> kept, Func<ValueList<int>, bool> fails, Func<bool> mayGoOn)
    {
        for (int first = 0; first < kept.Count; first++)
        {
            for (int second = first + 1; second < kept.Count && mayGoOn(); second++)
            {
                if (fails([kept[first], kept[second]]))
                {
                    return [kept[first], kept[second]];
                }
            }
        }

        return null;
    }

    private static ValueList<int> Halve(ValueList<int> kept, Func<ValueList<int>, bool> fails, Func<bool> mayGoOn)
    {
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
