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
        SortedDictionary<string, T> sorted = new(StringComparer.Ordinal);
        foreach ((string name, T value) in entries)
        {
            sorted[name] = value;
        }

        return sorted.Count == 0 ? ValueMap<T>.Empty : new ValueMap<T>([.. sorted.Keys], [.. sorted.Values]);
    }
}
