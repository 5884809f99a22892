namespace Scalewright.Documents;

/// <summary>
/// Builds a tree from tokenizer events, without recursion, and checks keys and limits. Stops when a limit is exceeded;
/// continues after other problems.
/// </summary>
internal sealed class TreeBuilder(ReadLimits limits, ProblemList problems)
{
    /// <summary>True if keys can be repeated; the last value is used.</summary>
    public bool LastKeyWins { get; init; }

    private readonly List<TreeFrame> _frames = [];
    private readonly KeyInternPool _keys = new();
    private int _depth;
    private long _count;

    public DocumentNode? Root { get; private set; }

    public ReadLimits Limits => limits;

    public ProblemList Problems => problems;

    /// <summary>True if reading must stop: a limit is exceeded or the text is malformed.</summary>
    public bool IsStopped { get; private set; }

    public bool AwaitsKey => _depth > 0 && _frames[_depth - 1] is { IsMap: true, Key: null };

    public bool IsRoot => _depth == 0;

    /// <summary>Reports a problem after which reading stops.</summary>
    public void Stop(ProblemCode code, TextPosition position, string found, string advice)
    {
        problems.AddError(code, position, "", found, advice);
        IsStopped = true;
    }

    public void Open(bool isMap, TextPosition position, YamlAnchor? anchor = null, bool isPairs = false)
    {
        if (!IsDepthAllowed(1, position) || !IsCountAllowed(1, ProblemCode.SizeLimit, position))
        {
            return;
        }

        if (_depth == _frames.Count)
        {
            _frames.Add(new TreeFrame());
        }

        _frames[_depth].Start(isMap, position, _count - 1);
        _frames[_depth].Anchor = anchor;
        _frames[_depth].IsPairs = isPairs;
        _depth++;
    }

    public void Close()
    {
        TreeFrame frame = _frames[--_depth];
        DocumentNode node = frame switch
        {
            { Merged: { } merged } => YamlMergeKey.Apply(merged, (DocumentMap)frame.ToNode()),
            { IsPairs: true } => YamlPairs.Make((DocumentList)frame.ToNode(), problems),
            _ => frame.ToNode(),
        };
        if (frame.Anchor is { } anchor)
        {
            anchor.Node = node;
            anchor.Size = _count - frame.CountBefore;
            anchor.Height = frame.Height + 1;
        }

        Add(node, frame.Height + 1);
    }

    /// <summary>Adds the key of the next value.</summary>
    /// <param name="isMerge">True for the YAML merge key <c>&lt;&lt;</c>.</param>
    /// <param name="duplicate">Problem code when the key already exists.</param>
    public void Key(
        string key,
        TextPosition position,
        bool isMerge = false,
        ProblemCode? duplicate = null,
        ScalarKind kind = ScalarKind.Text
    )
    {
        if (!IsLengthAllowed(key.Length, position) || !IsCountAllowed(1, ProblemCode.SizeLimit, position))
        {
            return;
        }

        TreeFrame frame = _frames[_depth - 1];
        frame.Key = _keys.Share(key);
        frame.KeyPosition = position;
        frame.IsKeyMerge = isMerge;
        bool isAgain = isMerge ? frame.Merged is not null : frame.HasKey(key, kind);
        frame.KeyKind = kind;
        frame.IsKeyAgain = isAgain && LastKeyWins;
        frame.IsKeyRefused = isAgain && !LastKeyWins;
        if (frame.IsKeyRefused)
        {
            problems.AddError(
                duplicate ?? ProblemCode.DuplicateKey,
                position,
                "",
                $"'{TextEscaping.Escape(key)}' is here for the second time",
                "keep one of them"
            );
        }
    }

    public void Scalar(DocumentScalar scalar)
    {
        if (IsLengthAllowed(scalar.Text.Length, scalar.Position) && IsCountAllowed(1, ProblemCode.SizeLimit, scalar.Position))
        {
            Add(scalar, 0);
        }
    }

    public void Alias(YamlAnchor anchor, TextPosition position)
    {
        if (IsDepthAllowed(anchor.Height, position) && IsCountAllowed(anchor.Size, ProblemCode.AliasLimit, position))
        {
            Add(anchor.Node!.WithPosition(position), anchor.Height);
        }
    }

    /// <summary>Returns false and reports a problem if a scalar is too long.</summary>
    public bool IsLengthAllowed(int length, TextPosition position)
    {
        if (length > limits.MaxScalarLength)
        {
            Stop(ProblemCode.SizeLimit, position, $"this text has {length} characters", $"use {limits.MaxScalarLength} or fewer");
        }

        return !IsStopped;
    }

    private bool IsDepthAllowed(int levels, TextPosition position)
    {
        if (_depth + levels > limits.MaxDepth)
        {
            Stop(ProblemCode.DepthLimit, position, $"maps and lists are nested more than {limits.MaxDepth} deep", "nest them less");
        }

        return !IsStopped;
    }

    private bool IsCountAllowed(long more, ProblemCode code, TextPosition position)
    {
        _count += more;
        if (_count > limits.MaxNodes)
        {
            Stop(
                code,
                position,
                $"the document has more than {limits.MaxNodes} nodes, including the expansion of aliases",
                "split it, or raise the limit in code"
            );
        }

        return !IsStopped;
    }

    private void Add(DocumentNode node, int height)
    {
        if (_depth == 0)
        {
            Root = node;
            return;
        }

        TreeFrame frame = _frames[_depth - 1];
        frame.Height = Math.Max(frame.Height, height);
        if (frame.IsMap && frame.Key is null)
        {
            RejectKey(frame, node);
            return;
        }

        if (frame is { IsKeyMerge: true, IsKeyRefused: false })
        {
            DocumentNode merged = YamlMergeKey.Check(node, problems);
            frame.Merged = frame.Merged is { } before ? YamlMergeKey.Join(before, merged) : merged;
        }
        else if (!frame.IsKeyRefused)
        {
            frame.Add(node);
        }

        frame.Key = null;
    }

    private void RejectKey(TreeFrame frame, DocumentNode node)
    {
        problems.AddError(ProblemCode.WrongType, node.Position, "", $"{node.Description} is a key", "use a text as key");
        frame.Key = "";
        frame.KeyPosition = node.Position;
        frame.IsKeyMerge = false;
        frame.IsKeyRefused = true;
        frame.IsKeyAgain = false;
    }
}

/// <summary>YAML 1.1 lists of pairs, <c>!!omap</c> and <c>!!pairs</c>, as lists of a key and its value.</summary>
internal static class YamlPairs
{
    /// <summary>Converts a list of maps with one entry each; reports all other items.</summary>
    public static DocumentList Make(DocumentList list, ProblemList problems)
    {
        List<DocumentNode> pairs = [];
        foreach (DocumentNode item in list)
        {
            if (item is DocumentMap { Count: 1 } map)
            {
                DocumentScalar key = new(map[0].KeyKind, map[0].Key, map[0].KeyPosition);
                pairs.Add(new DocumentList([key, map[0].Value], item.Position));
            }
            else
            {
                problems.AddError(
                    ProblemCode.WrongType,
                    item.Position,
                    "",
                    $"{item.Description} is not a pair",
                    "use a map with one entry"
                );
            }
        }

        return new DocumentList(pairs, list.Position);
    }
}

/// <summary>Shares the strings of repeated keys, so that the copies in a large document are short-lived.</summary>
internal sealed class KeyInternPool
{
    private const int MaxCount = 256;

    // Sharing does not pay off for a short document.
    private const int MaxUnshared = 64;
    private string?[]? _keys;
    private int _unshared;

    /// <summary>Returns the stored string that equals the key; the key itself if no such string is stored.</summary>
    public string Share(string key)
    {
        if (_keys is null && _unshared++ < MaxUnshared)
        {
            return key;
        }

        _keys ??= new string?[MaxCount];
        ref string? slot = ref _keys[Slot(key)];
        if (slot == key)
        {
            return slot;
        }

        slot = key;
        return key;
    }

    private static int Slot(string key) =>
        key.Length == 0 ? 0 : ((key.Length * 31) + (key[0] * 7) + (key[^1] * 17) + key[key.Length / 2]) & (MaxCount - 1);
}

/// <summary>The YAML merge key <c>&lt;&lt;</c>. Source: yaml.org/type/merge.html; key order as in PyYAML.</summary>
internal static class YamlMergeKey
{
    public static DocumentNode Check(DocumentNode node, ProblemList problems)
    {
        if (node is DocumentMap || (node is DocumentList list && list.All(item => item is DocumentMap)))
        {
            return node;
        }

        problems.AddError(
            ProblemCode.WrongType,
            node.Position,
            "<<",
            $"{node.Description} cannot be merged",
            "use an alias of a map, or a list of such"
        );
        return DocumentMap.Empty;
    }

    /// <summary>Joins two merge keys of one map; entries of the second override those of the first.</summary>
    public static DocumentNode Join(DocumentNode first, DocumentNode second) =>
        new DocumentList(GetMaps(second).Concat(GetMaps(first)), first.Position);

    /// <summary>Merges entries before those of a map. Its own entries take precedence, then those of earlier
    /// maps.</summary>
    public static DocumentMap Apply(DocumentNode merged, DocumentMap map)
    {
        IEnumerable<DocumentMap> sources = GetMaps(merged).Reverse();
        List<DocumentEntry> entries = [];
        Dictionary<string, int> indexes = new(StringComparer.Ordinal);
        foreach (DocumentEntry entry in sources.Append(map).SelectMany(source => source))
        {
            if (indexes.TryAdd(entry.Identity, entries.Count))
            {
                entries.Add(entry);
            }
            else
            {
                int index = indexes[entry.Identity];
                entries[index] = entries[index] with { Value = entry.Value, KeyPosition = entry.KeyPosition };
            }
        }

        return new DocumentMap([.. entries], map.Position);
    }

    private static IEnumerable<DocumentMap> GetMaps(DocumentNode merged) =>
        merged is DocumentMap map ? [map] : ((DocumentList)merged).Cast<DocumentMap>();
}
