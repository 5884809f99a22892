namespace Scalewright;

/// <summary>Creates <see cref="ValueMap{T}"/> values.</summary>
public static class ValueMap
{
    /// <summary>Returns the empty map.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    public static ValueMap<T> Empty<T>() => ValueMap<T>.Empty;

    /// <summary>Creates a map of the given entries. A later entry of the same name wins.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="entries">Names and values, in any order.</param>
    public static ValueMap<T> ToValueMap<T>(this IEnumerable<KeyValuePair<string, T>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        KeyValuePair<string, T>[] all = [.. entries];
        if (all.Length == 0)
        {
            return ValueMap<T>.Empty;
        }

        // Most entries come from other maps and are in order.
        if (IsInOrder(all))
        {
            return new ValueMap<T>(Array.ConvertAll(all, entry => entry.Key), Array.ConvertAll(all, entry => entry.Value));
        }

        SortedDictionary<string, T> sorted = new(StringComparer.Ordinal);
        foreach ((string name, T value) in all)
        {
            sorted[name] = value;
        }

        return new ValueMap<T>([.. sorted.Keys], [.. sorted.Values]);
    }

    private static bool IsInOrder<T>(KeyValuePair<string, T>[] entries)
    {
        for (int index = 1; index < entries.Length; index++)
        {
            if (string.CompareOrdinal(entries[index - 1].Key, entries[index].Key) >= 0)
            {
                return false;
            }
        }

        return true;
    }
}
