using System.Collections;

namespace Scalewright;

/// <summary>
/// Enumerates a <see cref="ValueList{T}"/> without allocating. Can be used in async methods because it is not a ref
/// struct.
/// </summary>
/// <typeparam name="T">Type of the elements.</typeparam>
public struct ValueListEnumerator<T> : IEnumerator<T>
{
    private readonly T[] _items;
    private int _index;

    internal ValueListEnumerator(T[] items) => (_items, _index) = (items, -1);

    /// <inheritdoc/>
    public readonly T Current => _items[_index];

    readonly object? IEnumerator.Current => Current;

    /// <inheritdoc/>
    public bool MoveNext() => ++_index < _items.Length;

    /// <inheritdoc/>
    public void Reset() => _index = -1;

    /// <summary>Does nothing.</summary>
    public readonly void Dispose() { }
}
