namespace Scalewright;

/// <summary>Makes <see cref="ValueMap{T}"/> values.</summary>
public static class ValueMap
{
    /// <summary>The map without entries.</summary>
    /// <typeparam name="T">Value type.</typeparam>
    public static ValueMap<T> Empty<T>() => ValueMap<T>.Empty;

    /// <summary>A map of the given entries; a later entry of the same name wins.</summary>
    /// <typeparam name="T">Value type.</typeparam>
    /// <param name="entries">Names with their values, in any order.</param>
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
