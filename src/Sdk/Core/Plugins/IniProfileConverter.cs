using Scalewright.Documents;

namespace Scalewright.Plugins;

/// <summary>Converts INI sections <c>[profile NAME]</c> with dotted keys to the maps of the YAML format.</summary>
internal sealed class IniProfileConverter(ProblemList problems, int maxDepth)
{
    private const string SectionPrefix = "profile";
    private static readonly string[] Lists = ["start_scripts", "after"];

    /// <summary>Returns the profiles. Warns about other sections.</summary>
    public DocumentList Find(DocumentMap sections)
    {
        List<DocumentNode> profiles = [];
        foreach (DocumentEntry section in sections)
        {
            string[] parts = section.Key.Split([' ', '\t'], 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (parts[0] == SectionPrefix && parts.Length == 1)
            {
                problems.AddError(ProblemCode.SyntaxError, section.KeyPosition, "", "this section has no name", "write [profile NAME]");
                continue;
            }

            if (parts[0] == SectionPrefix)
            {
                profiles.Add(ToProfile(section, parts[1]));
                continue;
            }

            string advice = Spelling.FindClosest(parts[0], [SectionPrefix]) is null ? "use [profile NAME]" : "did you mean [profile NAME]?";
            problems.AddWarning(ProblemCode.UnknownField, section.KeyPosition, TextEscaping.Escape(section.Key), "unknown section", advice);
        }

        return new DocumentList(profiles, sections.Position);
    }

    private DocumentMap ToProfile(DocumentEntry section, string name)
    {
        DottedKeys keys = new(problems, maxDepth);
        int offset = 1 + section.Key.IndexOf(name, SectionPrefix.Length, StringComparison.Ordinal);
        TextPosition position = section.KeyPosition with { Column = section.KeyPosition.Column + offset };
        keys.Add("name", section.KeyPosition, new DocumentScalar(ScalarKind.Text, name, position) { IsUntyped = true });
        foreach (DocumentEntry entry in (DocumentMap)section.Value)
        {
            keys.Add(
                entry.Key,
                entry.KeyPosition,
                Lists.Contains(entry.Key, StringComparer.Ordinal) ? Split((DocumentScalar)entry.Value) : entry.Value
            );
        }

        return keys.ToMap(section.Value.Position);
    }

    /// <summary>Splits a comma-separated list. Each item keeps its position.</summary>
    internal static DocumentList Split(DocumentScalar scalar)
    {
        List<DocumentNode> items = [];
        foreach (Range part in scalar.Text.Length == 0 ? default : scalar.Text.AsSpan().Split(','))
        {
            (int start, int length) = part.GetOffsetAndLength(scalar.Text.Length);
            string text = scalar.Text.Substring(start, length);
            int blanks = text.Length - text.TrimStart().Length;
            TextPosition position = scalar.Position with { Column = scalar.Position.Column + start + blanks };
            items.Add(new DocumentScalar(ScalarKind.Text, text.Trim(), position) { IsUntyped = true });
        }

        return new DocumentList(items, scalar.Position);
    }
}

/// <summary>
/// Builds nested maps from dotted keys: <c>node_template.cpu</c>. Everything after <c>labels.</c> is one key.
/// </summary>
internal sealed class DottedKeys(ProblemList problems, int maxDepth)
{
    private readonly MapBuilder _root = new(default);

    /// <summary>Adds a value. Reports a problem if its key conflicts with another key or has too many parts.</summary>
    public void Add(string key, TextPosition position, DocumentNode value)
    {
        string[] parts = key.Split('.', key.StartsWith("labels.", StringComparison.Ordinal) ? 2 : maxDepth + 1);
        if (parts.Length > maxDepth)
        {
            problems.AddError(
                ProblemCode.DepthLimit,
                position,
                TextEscaping.Escape(key),
                $"the key has more than {maxDepth} parts",
                "nest it less"
            );
            return;
        }

        MapBuilder? branch = _root;
        foreach (string part in parts.AsSpan()[..^1])
        {
            branch = branch?.GetOrAddMap(part, position);
        }

        if (branch?.TryAdd(parts[^1], position, value) != true)
        {
            problems.AddError(
                ProblemCode.DuplicateKey,
                position,
                TextEscaping.Escape(key),
                "the key is used both for a value and for a map",
                "keep only one of them"
            );
        }
    }

    public DocumentMap ToMap(TextPosition position) => _root.ToMap(position);
}

/// <summary>Map under construction. Keys are ordered by their first occurrence.</summary>
internal sealed class MapBuilder(TextPosition position)
{
    private readonly Dictionary<string, MapBuilder> _branches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DocumentEntry> _values = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>Returns the map of a key, which is created if missing. Null if the key has a value.</summary>
    public MapBuilder? GetOrAddMap(string key, TextPosition keySpot)
    {
        if (_values.ContainsKey(key))
        {
            return null;
        }

        if (!_branches.TryGetValue(key, out MapBuilder? branch))
        {
            _branches[key] = branch = new MapBuilder(keySpot);
            _order.Add(key);
        }

        return branch;
    }

    /// <summary>Sets the value of a key. False if the key has a value or is a map.</summary>
    public bool TryAdd(string key, TextPosition keySpot, DocumentNode value)
    {
        if (_branches.ContainsKey(key) || !_values.TryAdd(key, new DocumentEntry(key, keySpot, value)))
        {
            return false;
        }

        _order.Add(key);
        return true;
    }

    /// <summary>Returns the map. The number of parts of the keys limits the recursion.</summary>
    public DocumentMap ToMap(TextPosition start) =>
        new(
            [
                .. _order.Select(key =>
                    _branches.TryGetValue(key, out MapBuilder? branch)
                        ? new DocumentEntry(key, branch.Start, branch.ToMap(branch.Start))
                        : _values[key]
                ),
            ],
            start
        );

    private TextPosition Start => position;
}
