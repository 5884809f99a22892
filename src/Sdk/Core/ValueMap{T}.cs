using System.Collections;

namespace Scalewright;

/// <summary>Immutable map in ordinal order of names, compared by content.</summary>
/// <typeparam name="T">Type of the values, compared with its default equality.</typeparam>
public sealed class ValueMap<T> : IReadOnlyDictionary<string, T>, IEquatable<ValueMap<T>>
{
    private readonly string[] _names;
    private readonly T[] _values;

    internal ValueMap(string[] names, T[] values) => (_names, _values) = (names, values);

    /// <summary>Empty map.</summary>
    public static ValueMap<T> Empty { get; } = new([], []);

    /// <inheritdoc/>
    public int Count => _names.Length;

    /// <summary>Values in the order of their names.</summary>
    public ReadOnlySpan<T> ValueSpan => _values;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _names;

    /// <inheritdoc/>
    public IEnumerable<T> Values => _values;

    /// <inheritdoc/>
    /// <exception cref="KeyNotFoundException">The map does not contain the name.</exception>
    public T this[string key] =>
        TryGetValue(key, out T? value)
            ? value
            : throw new KeyNotFoundException($"the map does not contain '{key}'; its names are: {string.Join(", ", _names)}");

    /// <inheritdoc/>
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        int index = IndexOf(key);
        value = index >= 0 ? _values[index] : default;
        return index >= 0;
    }

    /// <summary>Returns a map with a value added or replaced.</summary>
    /// <param name="key">The name.</param>
    /// <param name="value">The value.</param>
    public ValueMap<T> With(string key, T value)
    {
        int index = IndexOf(key);
        if (index >= 0)
        {
            T[] replaced = [.. _values];
            replaced[index] = value;
            return new ValueMap<T>(_names, replaced);
        }

        int at = ~index;
        return new ValueMap<T>([.. _names[..at], key, .. _names[at..]], [.. _values[..at], value, .. _values[at..]]);
    }

    /// <summary>Returns a map without the given name, or the same map if it does not contain the name.</summary>
    /// <param name="key">The name to remove.</param>
    public ValueMap<T> Without(string key)
    {
        int index = IndexOf(key);
        return index < 0
            ? this
            : new ValueMap<T>([.. _names[..index], .. _names[(index + 1)..]], [.. _values[..index], .. _values[(index + 1)..]]);
    }

    /// <summary>Returns true if both have the same content.</summary>
    public static bool operator ==(ValueMap<T>? left, ValueMap<T>? right) =>
        ReferenceEquals(left, right) || (left is not null && left.Equals(right));

    /// <summary>Returns true if their content differs.</summary>
    public static bool operator !=(ValueMap<T>? left, ValueMap<T>? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(ValueMap<T>? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _names.AsSpan().SequenceEqual(other._names) && _values.AsSpan().SequenceEqual(other._values));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueMap<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        for (int i = 0; i < _names.Length; i++)
        {
            hash.Add(_names[i], StringComparer.Ordinal);
            hash.Add(_values[i]);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator()
    {
        for (int i = 0; i < _names.Length; i++)
        {
            yield return new KeyValuePair<string, T>(_names[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Returns the entries in braces, for messages.</summary>
    public override string ToString()
    {
        IEnumerable<string> entries = this.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}: {entry.Value}"));
        return $"{{{string.Join(", ", entries)}}}";
    }

    private int IndexOf(string name) => Array.BinarySearch(_names, name, StringComparer.Ordinal);
}
