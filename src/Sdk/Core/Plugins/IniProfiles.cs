using Scalewright.Documents;

namespace Scalewright.Plugins;

/// <summary>Converts INI sections <c>[profile NAME]</c> with dotted keys to the maps of the YAML format.</summary>
internal sealed class IniProfiles(ProblemList problems, int depthMax)
{
    private const string Word = "profile";
    private static readonly string[] Lists = ["start_scripts"];

    /// <summary>Returns the profiles. Warns about other sections.</summary>
    public DocumentList Find(DocumentMap sections)
    {
        List<DocumentNode> profiles = [];
        foreach (DocumentEntry section in sections)
        {
            string[] words = section.Key.Split([' ', '\t'], 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == Word && words.Length == 1)
            {
                problems.AddError(ProblemCode.Syntax, section.KeySpot, "", "this section has no name", "write [profile NAME]");
                continue;
            }

            if (words[0] == Word)
            {
                profiles.Add(ToProfile(section, words[1]));
                continue;
            }

            string advice = Spelling.Nearest(words[0], [Word]) is null ? "use [profile NAME]" : "did you mean [profile NAME]?";
            problems.AddWarning(ProblemCode.UnknownField, section.KeySpot, Printable.Escape(section.Key), "unknown section", advice);
        }

        return new DocumentList(profiles, sections.Spot);
    }

    private DocumentMap ToProfile(DocumentEntry section, string name)
    {
        DottedKeys keys = new(problems, depthMax);
        int offset = 1 + section.Key.IndexOf(name, Word.Length, StringComparison.Ordinal);
        TextSpot spot = section.KeySpot with { Column = section.KeySpot.Column + offset };
        keys.Add("name", section.KeySpot, new DocumentScalar(ScalarKind.Text, name, spot) { IsUntyped = true });
        foreach (DocumentEntry entry in (DocumentMap)section.Value)
        {
            keys.Add(entry.Key, entry.KeySpot, Lists.Contains(entry.Key, StringComparer.Ordinal) ? Split((DocumentScalar)entry.Value) : entry.Value);
        }

        return keys.ToMap(section.Value.Spot);
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
            TextSpot spot = scalar.Spot with { Column = scalar.Spot.Column + start + blanks };
            items.Add(new DocumentScalar(ScalarKind.Text, text.Trim(), spot) { IsUntyped = true });
        }

        return new DocumentList(items, scalar.Spot);
    }
}

/// <summary>
/// Builds nested maps from dotted keys: <c>node_template.cpu</c>. Everything after <c>labels.</c> is one key.
/// </summary>
internal sealed class DottedKeys(ProblemList problems, int depthMax)
{
    private readonly KeyBranch _root = new(default);

    /// <summary>Adds a value. Reports a problem if its key contradicts another or is too deep.</summary>
    public void Add(string key, TextSpot spot, DocumentNode value)
    {
        string[] parts = key.Split('.', key.StartsWith("labels.", StringComparison.Ordinal) ? 2 : depthMax + 1);
        if (parts.Length > depthMax)
        {
            problems.AddError(ProblemCode.DepthLimit, spot, Printable.Escape(key), $"the key has more than {depthMax} parts", "nest it less");
            return;
        }

        KeyBranch? branch = _root;
        foreach (string part in parts.AsSpan()[..^1])
        {
            branch = branch?.Below(part, spot);
        }

        if (branch?.TryAdd(parts[^1], spot, value) != true)
        {
            problems.AddError(ProblemCode.DuplicateKey, spot, Printable.Escape(key), "another key makes it both a value and a map", "keep one of them");
        }
    }

    public DocumentMap ToMap(TextSpot spot) => _root.ToMap(spot);
}

/// <summary>Map under construction, in the order of its first keys.</summary>
internal sealed class KeyBranch(TextSpot spot)
{
    private readonly Dictionary<string, KeyBranch> _branches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DocumentEntry> _values = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>Returns the map of a key, created if missing, or null if the key has a value.</summary>
    public KeyBranch? Below(string key, TextSpot keySpot)
    {
        if (_values.ContainsKey(key))
        {
            return null;
        }

        if (!_branches.TryGetValue(key, out KeyBranch? branch))
        {
            _branches[key] = branch = new KeyBranch(keySpot);
            _order.Add(key);
        }

        return branch;
    }

    /// <summary>Sets the value of a key. False if the key has a value or is a map.</summary>
    public bool TryAdd(string key, TextSpot keySpot, DocumentNode value)
    {
        if (_branches.ContainsKey(key) || !_values.TryAdd(key, new DocumentEntry(key, keySpot, value)))
        {
            return false;
        }

        _order.Add(key);
        return true;
    }

    /// <summary>Returns the map. The recursion is no deeper than the keys have parts.</summary>
    public DocumentMap ToMap(TextSpot start) => new(
        [.. _order.Select(key => _branches.TryGetValue(key, out KeyBranch? branch) ? new DocumentEntry(key, branch.Start, branch.ToMap(branch.Start)) : _values[key])],
        start);

    private TextSpot Start => spot;
}
