using System.Runtime.InteropServices;

namespace Scalewright.Documents;

/// <summary>An open map or list. Frames are reused for the next map or list at the same depth.</summary>
internal sealed class TreeFrame
{
    private const int MaxLinearSearch = 8;
    private readonly List<DocumentEntry> _entries = [];
    private readonly List<DocumentNode> _items = [];
    private Dictionary<string, int>? _indexes;

    public bool IsMap { get; private set; }

    public TextPosition Position { get; private set; }

    public long CountBefore { get; private set; }

    /// <summary>Number of nested levels below this one.</summary>
    public int Height { get; set; }

    /// <summary>Key whose value is expected; null if a key is expected.</summary>
    public string? Key { get; set; }

    public TextPosition KeyPosition { get; set; }

    public ScalarKind KeyKind { get; set; }

    /// <summary>True if the expected value is discarded, because its key is rejected.</summary>
    public bool IsKeyRefused { get; set; }

    /// <summary>True if the expected value replaces that of an existing key.</summary>
    public bool IsKeyAgain { get; set; }

    /// <summary>True if the expected value is merged into this map.</summary>
    public bool IsKeyMerge { get; set; }

    public DocumentNode? Merged { get; set; }

    public YamlAnchor? Anchor { get; set; }

    /// <summary>True for a list of pairs: single-entry maps that are converted to lists of key and value.</summary>
    public bool IsPairs { get; set; }

    public void Start(bool isMap, TextPosition position, long countBefore)
    {
        IsMap = isMap;
        Position = position;
        CountBefore = countBefore;
        Height = 0;
        Key = null;
        KeyKind = ScalarKind.Text;
        IsKeyRefused = false;
        IsKeyAgain = false;
        IsKeyMerge = false;
        Merged = null;
        Anchor = null;
        IsPairs = false;
        _entries.Clear();
        _items.Clear();
        _indexes?.Clear();
    }

    public bool HasKey(string key, ScalarKind kind) => IndexOf(DocumentEntry.CreateIdentity(key, kind)) >= 0;

    /// <summary>Adds an item, or the value of the current key; replaces the value of an existing key.</summary>
    public void Add(DocumentNode node)
    {
        if (!IsMap)
        {
            _items.Add(node);
            return;
        }

        DocumentEntry entry = new(Key!, KeyPosition, node) { KeyKind = KeyKind };
        if (IsKeyAgain)
        {
            int index = IndexOf(entry.Identity);
            _entries[index] = _entries[index] with { Value = node, KeyPosition = KeyPosition };
            return;
        }

        _indexes?.Add(entry.Identity, _entries.Count);
        _entries.Add(entry);
    }

    public DocumentNode ToNode() => IsMap ? new DocumentMap([.. _entries], Position) : new DocumentList([.. _items], Position);

    private int IndexOf(string identity)
    {
        if (_entries.Count > MaxLinearSearch)
        {
            return GetIndexes().GetValueOrDefault(identity, -1);
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

    private Dictionary<string, int> GetIndexes()
    {
        _indexes ??= new Dictionary<string, int>(StringComparer.Ordinal);
        if (_indexes.Count < _entries.Count)
        {
            for (int i = 0; i < _entries.Count; i++)
            {
                _indexes.TryAdd(_entries[i].Identity, i);
            }
        }

        return _indexes;
    }
}

internal sealed class YamlAnchor
{
    public DocumentNode? Node { get; set; }

    public long Size { get; set; }

    /// <summary>Number of levels of maps and lists, including itself.</summary>
    public int Height { get; set; }
}
