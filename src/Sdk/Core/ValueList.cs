namespace Scalewright;

/// <summary>Creates <see cref="ValueList{T}"/> values. Used by collection expressions.</summary>
public static class ValueList
{
    /// <summary>Creates a list with copies of the given elements.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="items">The elements in order.</param>
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => items.IsEmpty ? ValueList<T>.Empty : new ValueList<T>(items.ToArray());

    /// <summary>Creates a list over an array, which is not copied. The caller must not change the array afterwards.</summary>
    /// <typeparam name="T">Type of the items.</typeparam>
    /// <param name="items">The items.</param>
    public static ValueList<T> Wrap<T>(T[] items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Length == 0 ? ValueList<T>.Empty : new ValueList<T>(items);
    }

    /// <summary>Creates a list of the elements of a sequence.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="items">The elements.</param>
    public static ValueList<T> ToValueList<T>(this IEnumerable<T> items)
    {
        T[] array = [.. items];
        return array.Length == 0 ? ValueList<T>.Empty : new ValueList<T>(array);
    }
}
