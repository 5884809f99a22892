using Scalewright.Documents;

namespace Scalewright.Plugins.Options;

/// <summary>Reads the keys of one map as options. Used by generated binders.</summary>
/// <param name="map">The map.</param>
/// <param name="problems">Where problems go.</param>
/// <param name="path">The map's own path; empty for a profile.</param>
public sealed class OptionsReader(DocumentMap map, ProblemList problems, string path = "")
{
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

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

    /// <summary>Warns of each key of this map, and of the maps that dotted keys lead through, that no option reads.</summary>
    /// <param name="keys">The keys that options read.</param>
    public void WarnUnknown(ValueList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        UnknownFields.Warn(new FieldReader(map, path, problems), keys);
    }

    private static string Head(string key) => key.Split('.')[0];

    /// <summary>Walks to a key; when it is absent, <paramref name="nearest"/> is the last value on the way.</summary>
    private DocumentNode? Find(string key, out DocumentNode nearest)
    {
        nearest = map;
        string[] parts = key.Split('.');
        for (int i = 0; i < parts.Length; i++)
        {
            if (nearest is not DocumentMap level)
            {
                RefuseLevel(string.Join('.', parts[..i]), nearest);
                return null;
            }

            if (level[parts[i]] is not { } next)
            {
                return null;
            }

            nearest = next;
        }

        return nearest;
    }

    /// <summary>Notes once that a value on the way to a key is no map. Maps of every profile are checked by who reads profiles.</summary>
    private void RefuseLevel(string key, DocumentNode level)
    {
        if (!IsCommon(Head(key)) && _refused.Add(key))
        {
            At(key, level).RefuseType("use a map");
        }
    }

    private bool IsCommon(string root) => path.Length == 0 && root is ("node_template" or "container_template");

    private OptionNode At(string key, DocumentNode node) => new(node, Path(key), problems);

    private string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
