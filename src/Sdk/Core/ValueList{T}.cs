using System.Collections;
using System.Runtime.CompilerServices;

namespace Scalewright;

/// <summary>Immutable list that is compared by content, so that records with lists are comparable.</summary>
/// <typeparam name="T">Type of the elements, compared with its default equality.</typeparam>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[] _items;

    internal ValueList(T[] items) => _items = items;

    /// <summary>Empty list.</summary>
    public static ValueList<T> Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <summary>Returns the elements as a span without copying.</summary>
    public ReadOnlySpan<T> AsSpan() => _items;

    /// <summary>Returns a list with an element added at the end.</summary>
    /// <param name="item">The element to append.</param>
    public ValueList<T> Add(T item) => new([.. _items, item]);

    /// <summary>Returns a list with elements added at the end.</summary>
    /// <param name="items">The elements to append, in order.</param>
    public ValueList<T> AddRange(IEnumerable<T> items) => new([.. _items, .. items]);

    /// <summary>Returns true if both have the same content.</summary>
    public static bool operator ==(ValueList<T>? left, ValueList<T>? right) =>
        ReferenceEquals(left, right) || (left is not null && left.Equals(right));

    /// <summary>Returns true if their content differs.</summary>
    public static bool operator !=(ValueList<T>? left, ValueList<T>? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(ValueList<T>? other) =>
        ReferenceEquals(this, other) || (other is not null && _items.AsSpan().SequenceEqual(other._items));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>Returns an enumerator that does not allocate.</summary>
    public ValueListEnumerator<T> GetEnumerator() => new(_items);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <summary>Returns the elements in brackets, for messages.</summary>
    public override string ToString()
    {
        IEnumerable<string> items = _items.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item}"));
        return $"[{string.Join(", ", items)}]";
    }
}
