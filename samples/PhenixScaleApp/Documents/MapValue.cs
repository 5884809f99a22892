using Scalewright.Documents;

namespace PhenixScaleApp.Documents;

/// <summary>
/// A map that keeps the order of its keys. A YAML key may be a number, a boolean or null. Such an entry is found only
/// by its index, not by its key.
/// </summary>
internal sealed class MapValue : Value
{
    private const int MaxLinearSearchCount = 8;
    private readonly List<MapEntry> _entries;
    private Dictionary<string, int>? _indexByKey;

    public MapValue() => _entries = [];

    /// <summary>Creates a map with the entries of another. The values are shared.</summary>
    public MapValue(MapValue other) => _entries = [.. other._entries];

    public int Count => _entries.Count;

    /// <summary>Keys in order, as strings. <see cref="ValueAt"/> may be called during the enumeration.</summary>
    public IEnumerable<string> Keys => Enumerable.Range(0, _entries.Count).Select(KeyAt);

    /// <summary>Returns the key at an index, as a string.</summary>
    public string KeyAt(int index) => _entries[index].Key;

    public ScalarValue KeyValueAt(int index) => new(_entries[index].Kind, _entries[index].Kind == ScalarKind.Null ? "" : _entries[index].Key);

    /// <summary>Returns the value at an index. Parses a raw value at its first access.</summary>
    public Value ValueAt(int index)
    {
        Value value = _entries[index].Value;
        if (value is RawValue)
        {
            value = value.Expand();
            _entries[index] = _entries[index] with { Value = value };
        }

        return value;
    }

    /// <summary>Returns the value of a key; null if it is missing.</summary>
    public Value? Get(string key) => IndexOf(key) is >= 0 and int index ? ValueAt(index) : null;

    public bool Has(string key) => IndexOf(key) >= 0;

    /// <summary>Sets a key: replaces its value at the same position, or appends it.</summary>
    public MapValue Set(string key, Value value)
    {
        int index = IndexOf(key);
        if (index >= 0)
        {
            _entries[index] = new MapEntry(key, ScalarKind.Text, value);
            return this;
        }

        _indexByKey?.Add(key, _entries.Count);
        _entries.Add(new MapEntry(key, ScalarKind.Text, value));
        return this;
    }

    /// <summary>Appends an entry whose key is not a string.</summary>
    /// <param name="key">The key in JSON notation.</param>
    public void AddOther(string key, ScalarKind kind, Value value) => _entries.Add(new MapEntry(key, kind, value));

    public MapValue Set(string key, string text) => Set(key, new ScalarValue(text));

    public override void WriteTo(DocumentWriter writer)
    {
        writer.BeginMap();
        WriteEntriesTo(writer);
        writer.EndMap();
    }

    /// <summary>Writes the entries into an open map.</summary>
    public void WriteEntriesTo(DocumentWriter writer)
    {
        foreach ((string key, _, Value value) in _entries)
        {
            writer.WriteKey(key);
            value.WriteTo(writer);
        }
    }

    private int IndexOf(string key)
    {
        if (_entries.Count > MaxLinearSearchCount)
        {
            _indexByKey ??= BuildIndex();
            return _indexByKey.GetValueOrDefault(key, -1);
        }

        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Kind == ScalarKind.Text && _entries[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }

    private Dictionary<string, int> BuildIndex()
    {
        Dictionary<string, int> index = new(_entries.Count * 2, StringComparer.Ordinal);
        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Kind == ScalarKind.Text)
            {
                index[_entries[i].Key] = i;
            }
        }

        return index;
    }

    private readonly record struct MapEntry(string Key, ScalarKind Kind, Value Value);
}
