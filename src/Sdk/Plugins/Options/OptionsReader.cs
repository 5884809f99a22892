using Scalewright.Documents;

namespace Scalewright.Plugins.Options;

/// <summary>Reads the keys of one map as options. Used by generated binders.</summary>
/// <param name="map">The map.</param>
/// <param name="problems">Where problems go.</param>
/// <param name="path">The map's own path; empty for a profile.</param>
public sealed class OptionsReader(DocumentMap map, ProblemList problems, string path = "")
{
    /// <summary>Reads a key that may be absent.</summary>
    /// <typeparam name="T">The option's type.</typeparam>
    /// <param name="key">The key; dots lead into nested maps.</param>
    /// <param name="type">How to read it.</param>
    /// <param name="fallback">The value when the key is absent or cannot be read.</param>
    public T Read<T>(string key, OptionType<T> type, T fallback)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(type);
        return Find(key, out _) is { } node && type(At(key, node), out T? value) ? value! : fallback;
    }

    /// <summary>Reads a key that must be there.</summary>
    /// <typeparam name="T">The option's type.</typeparam>
    /// <param name="key">The key; dots lead into nested maps.</param>
    /// <param name="type">How to read it.</param>
    /// <param name="placeholder">The value when the key is absent, which is noted, or cannot be read.</param>
    public T Require<T>(string key, OptionType<T> type, T placeholder)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(type);
        if (Find(key, out DocumentNode nearest) is { } node)
        {
            return type(At(key, node), out T? value) ? value! : placeholder;
        }

        if (nearest is DocumentMap)
        {
            problems.AddError(ProblemCode.MissingField, nearest.Spot, Path(key), "is missing", $"add '{key[(key.LastIndexOf('.') + 1)..]}'");
        }

        return placeholder;
    }

    /// <summary>Warns of each key of this map that no option reads.</summary>
    /// <param name="keys">The keys that options read.</param>
    public void WarnUnknown(ValueList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        string[] roots = [.. keys.Select(key => key.Split('.')[0]).Distinct(StringComparer.Ordinal)];
        foreach (DocumentEntry entry in map.Where(entry => !roots.Contains(entry.Key, StringComparer.Ordinal)))
        {
            string advice = Spelling.Nearest(entry.Key, roots) is { } near
                ? $"did you mean '{near}'?"
                : $"use one of {string.Join(", ", roots)}";
            problems.AddWarning(ProblemCode.UnknownField, entry.KeySpot, Path(Printable.Escape(entry.Key)), "no one reads this field", advice);
        }
    }

    /// <summary>Walks to a key; when it is absent, <paramref name="nearest"/> is the last value on the way.</summary>
    private DocumentNode? Find(string key, out DocumentNode nearest)
    {
        nearest = map;
        foreach (string part in key.Split('.'))
        {
            if (nearest is not DocumentMap level || level[part] is not { } next)
            {
                return null;
            }

            nearest = next;
        }

        return nearest;
    }

    private OptionNode At(string key, DocumentNode node) => new(node, Path(key), problems);

    private string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
