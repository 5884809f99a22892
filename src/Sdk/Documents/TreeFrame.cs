using System.Runtime.InteropServices;

namespace Scalewright.Documents;

/// <summary>A map or list whose end has not come yet. Frames are used again for the next one of the same depth.</summary>
internal sealed class TreeFrame
{
    private const int LinearSearchMax = 8;
    private readonly List<DocumentEntry> _entries = [];
    private readonly List<DocumentNode> _items = [];
    private HashSet<string>? _keys;

    public bool IsMap { get; private set; }

    public TextSpot Spot { get; private set; }

    /// <summary>Nodes of the whole document when this one started.</summary>
    public long CountBefore { get; private set; }

    /// <summary>Levels of maps and lists below this one.</summary>
    public int Height { get; set; }

    /// <summary>The key whose value is awaited; null: a key is awaited.</summary>
    public string? Key { get; set; }

    public TextSpot KeySpot { get; set; }

    /// <summary>True when the awaited value is read and forgotten, because its key is refused.</summary>
    public bool IsKeyRefused { get; set; }

    /// <summary>True when the awaited value is to be merged into this map.</summary>
    public bool IsKeyMerge { get; set; }

    /// <summary>The maps that are merged into this one; null: none.</summary>
    public DocumentNode? Merged { get; set; }

    public YamlAnchor? Anchor { get; set; }

    public void Start(bool isMap, TextSpot spot, long countBefore)
    {
        (IsMap, Spot, CountBefore, Height) = (isMap, spot, countBefore, 0);
        (Key, IsKeyRefused, IsKeyMerge, Merged, Anchor) = (null, false, false, null, null);
        _entries.Clear();
        _items.Clear();
        _keys?.Clear();
    }

    public bool HasKey(string key)
    {
        if (_entries.Count > LinearSearchMax)
        {
            return Keys().Contains(key);
        }

        foreach (ref readonly DocumentEntry entry in CollectionsMarshal.AsSpan(_entries))
        {
            if (entry.Key == key)
            {
                return true;
            }
        }

        return false;
    }

    public void Add(DocumentNode node)
    {
        if (!IsMap)
        {
            _items.Add(node);
            return;
        }

        _entries.Add(new DocumentEntry(Key!, KeySpot, node));
        _keys?.Add(Key!);
    }

    public DocumentNode ToNode() => IsMap ? new DocumentMap([.. _entries], Spot) : new DocumentList([.. _items], Spot);

    private HashSet<string> Keys()
    {
        _keys ??= new HashSet<string>(StringComparer.Ordinal);
        if (_keys.Count < _entries.Count)
        {
            foreach (DocumentEntry entry in _entries)
            {
                _keys.Add(entry.Key);
            }
        }

        return _keys;
    }
}
