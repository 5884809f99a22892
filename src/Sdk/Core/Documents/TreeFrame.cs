using System.Runtime.InteropServices;

namespace Scalewright.Documents;

/// <summary>A map or list whose end has not come yet. Frames are used again for the next one of the same depth.</summary>
internal sealed class TreeFrame
{
    private const int LinearSearchMax = 8;
    private readonly List<DocumentEntry> _entries = [];
    private readonly List<DocumentNode> _items = [];
    private Dictionary<string, int>? _places;

    public bool IsMap { get; private set; }

    public TextSpot Spot { get; private set; }

    /// <summary>Nodes of the whole document when this one started.</summary>
    public long CountBefore { get; private set; }

    /// <summary>Levels of maps and lists below this one.</summary>
    public int Height { get; set; }

    /// <summary>The key whose value is awaited; null: a key is awaited.</summary>
    public string? Key { get; set; }

    public TextSpot KeySpot { get; set; }

    public ScalarKind KeyKind { get; set; }

    /// <summary>True when the awaited value is read and forgotten, because its key is refused.</summary>
    public bool IsKeyRefused { get; set; }

    /// <summary>True when the awaited value takes the place of one that its key has.</summary>
    public bool IsKeyAgain { get; set; }

    /// <summary>True when the awaited value is to be merged into this map.</summary>
    public bool IsKeyMerge { get; set; }

    /// <summary>The maps that are merged into this one; null: none.</summary>
    public DocumentNode? Merged { get; set; }

    public YamlAnchor? Anchor { get; set; }

    /// <summary>True for a list of maps with one entry each, that becomes a list of lists of a key and its value.</summary>
    public bool IsPairs { get; set; }

    public void Start(bool isMap, TextSpot spot, long countBefore)
    {
        (IsMap, Spot, CountBefore, Height) = (isMap, spot, countBefore, 0);
        (Key, KeyKind, IsKeyRefused, IsKeyAgain, IsKeyMerge) = (null, ScalarKind.Text, false, false, false);
        (Merged, Anchor, IsPairs) = (null, null, false);
        _entries.Clear();
        _items.Clear();
        _places?.Clear();
    }

    /// <summary>True when the key is there.</summary>
    public bool HasKey(string key, ScalarKind kind) => PlaceOf(DocumentEntry.IdentityOf(key, kind)) >= 0;

    /// <summary>Adds an item, or the value of the awaited key; of a key that is there the last value counts.</summary>
    public void Add(DocumentNode node)
    {
        if (!IsMap)
        {
            _items.Add(node);
            return;
        }

        DocumentEntry entry = new(Key!, KeySpot, node) { KeyKind = KeyKind };
        if (IsKeyAgain)
        {
            int place = PlaceOf(entry.Identity);
            _entries[place] = _entries[place] with { Value = node, KeySpot = KeySpot };
            return;
        }

        _places?.Add(entry.Identity, _entries.Count);
        _entries.Add(entry);
    }

    public DocumentNode ToNode() => IsMap ? new DocumentMap([.. _entries], Spot) : new DocumentList([.. _items], Spot);

    private int PlaceOf(string identity)
    {
        if (_entries.Count > LinearSearchMax)
        {
            return Places().GetValueOrDefault(identity, -1);
        }

        ReadOnlySpan<DocumentEntry> entries = CollectionsMarshal.AsSpan(_entries);
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i].Identity == identity)
            {
                return i;
            }
        }

        return -1;
    }

    private Dictionary<string, int> Places()
    {
        _places ??= new Dictionary<string, int>(StringComparer.Ordinal);
        if (_places.Count < _entries.Count)
        {
            for (int i = 0; i < _entries.Count; i++)
            {
                _places.TryAdd(_entries[i].Identity, i);
            }
        }

        return _places;
    }
}

/// <summary>What an anchor of YAML names.</summary>
internal sealed class YamlAnchor
{
    /// <summary>The node; null while its end has not come.</summary>
    public DocumentNode? Node { get; set; }

    /// <summary>Nodes it stands for, itself included.</summary>
    public long Size { get; set; }

    /// <summary>Levels of maps and lists, itself included.</summary>
    public int Height { get; set; }
}
