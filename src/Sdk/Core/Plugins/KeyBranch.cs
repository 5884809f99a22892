using Scalewright.Documents;

namespace Scalewright.Plugins;

/// <summary>A map under construction: values and further maps, in the order of their first keys.</summary>
internal sealed class KeyBranch(TextSpot spot)
{
    private readonly Dictionary<string, KeyBranch> _branches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DocumentEntry> _values = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>The map of a key, made when it is new; null when the key has a value.</summary>
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

    /// <summary>Sets the value of a key; false when the key has a value or is a map.</summary>
    public bool TryAdd(string key, TextSpot keySpot, DocumentNode value)
    {
        if (_branches.ContainsKey(key) || !_values.TryAdd(key, new DocumentEntry(key, keySpot, value)))
        {
            return false;
        }

        _order.Add(key);
        return true;
    }

    /// <summary>The map; the tree is no deeper than its keys have parts.</summary>
    public DocumentMap ToMap(TextSpot start) => new(
        [.. _order.Select(key => _branches.TryGetValue(key, out KeyBranch? branch) ? new DocumentEntry(key, branch.Start, branch.ToMap(branch.Start)) : _values[key])],
        start);

    private TextSpot Start => spot;
}
