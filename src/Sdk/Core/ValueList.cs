namespace Scalewright;

/// <summary>Makes <see cref="ValueList{T}"/> values; used by collection expressions.</summary>
public static class ValueList
{
    /// <summary>A list of the given elements; copies them.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="items">The elements in order.</param>
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) =>
        items.IsEmpty ? ValueList<T>.Empty : new ValueList<T>(items.ToArray());

    /// <summary>A list of the elements of a sequence, in order.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="items">The elements.</param>
    public static ValueList<T> ToValueList<T>(this IEnumerable<T> items)
    {
        T[] array = [.. items];
        return array.Length == 0 ? ValueList<T>.Empty : new ValueList<T>(array);
    }
}
