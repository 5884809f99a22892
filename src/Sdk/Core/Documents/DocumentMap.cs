using System.Collections;

namespace Scalewright.Documents;

/// <summary>A map in a document. Keeps the order of its keys; equality ignores it.</summary>
public sealed class DocumentMap : DocumentNode, IReadOnlyList<DocumentEntry>
{
    private const int MaxLinearSearch = 8;
    private readonly DocumentEntry[] _entries;
    private Dictionary<string, int>? _index;

    /// <summary>Creates a map of the given entries.</summary>
    /// <param name="entries">Entries in order, with unique keys.</param>
    /// <param name="position">Position of the map.</param>
    public DocumentMap(IEnumerable<DocumentEntry> entries, TextPosition position = default)
        : base(position) => _entries = [.. entries];

    internal DocumentMap(DocumentEntry[] entries, TextPosition position)
        : base(position) => _entries = entries;

    /// <summary>The empty map.</summary>
    public static DocumentMap Empty { get; } = new([]);

    /// <inheritdoc/>
    public override string Description => "a map";

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public DocumentEntry this[int index] => _entries[index];

    /// <summary>Returns the value of a key, or null when it does not exist.</summary>
    /// <param name="key">The key, compared ordinally.</param>
    public DocumentNode? this[string key] => TryGetEntry(key, out DocumentEntry entry) ? entry.Value : null;

    /// <summary>Finds the entry of a key.</summary>
    /// <param name="key">The key, compared ordinally.</param>
    /// <param name="entry">The entry when found.</param>
    /// <returns>True if the key exists.</returns>
    public bool TryGetEntry(string key, out DocumentEntry entry)
    {
        int index = IndexOf(key);
        entry = index >= 0 ? _entries[index] : default;
        return index >= 0;
    }

    /// <inheritdoc/>
    public override DocumentNode WithPosition(TextPosition position) => new DocumentMap(_entries, position);

    /// <inheritdoc/>
    public override bool Equals(DocumentNode? other) =>
        ReferenceEquals(this, other)
        || (
            other is DocumentMap map
            && _entries.Length == map._entries.Length
            && (_entries.AsSpan().SequenceEqual(map._entries) || HasSameEntries(map))
        );

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = _entries.Length;
        foreach (DocumentEntry entry in _entries)
        {
            hash = unchecked(hash + entry.GetHashCode());
        }

        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<DocumentEntry> GetEnumerator() => ((IEnumerable<DocumentEntry>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    private bool HasSameEntries(DocumentMap other)
    {
        Dictionary<string, DocumentNode> rest = new(other._entries.Length, StringComparer.Ordinal);
        return other._entries.All(entry => rest.TryAdd(entry.Identity, entry.Value))
            && _entries.All(entry => rest.Remove(entry.Identity, out DocumentNode? value) && value.Equals(entry.Value));
    }

    private int IndexOf(string key)
    {
        if (_entries.Length <= MaxLinearSearch)
        {
            return IndexByLooking(key);
        }

        if (_index is null)
        {
            Dictionary<string, int> index = new(_entries.Length, StringComparer.Ordinal);
            for (int i = 0; i < _entries.Length; i++)
            {
                index[_entries[i].Key] = i;
            }

            _index = index;
        }

        return _index.GetValueOrDefault(key, -1);
    }

    private int IndexByLooking(string key)
    {
        for (int i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }
}
