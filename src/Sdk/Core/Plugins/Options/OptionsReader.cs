using Scalewright.Documents;

namespace Scalewright.Plugins.Options;

/// <summary>Reads the keys of one map as options. Used by generated binders.</summary>
/// <param name="map">The map.</param>
/// <param name="problems">Receives the problems.</param>
/// <param name="path">Path of the map. Empty for a profile.</param>
public sealed class OptionsReader(DocumentMap map, ProblemList problems, string path = "")
{
    private readonly HashSet<string> _rejected = new(StringComparer.Ordinal);

    /// <summary>Reads an optional key.</summary>
    /// <typeparam name="T">Type of the option.</typeparam>
    /// <param name="key">The key. Dots address nested maps.</param>
    /// <param name="type">Reader of the value.</param>
    /// <param name="fallback">Value if the key is missing or invalid.</param>
    public T Read<T>(string key, OptionType<T> type, T fallback)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(type);
        return Find(key, out _) is { } node && type(At(key, node), out T? value) ? value! : fallback;
    }

    /// <summary>Reads a required key.</summary>
    /// <typeparam name="T">Type of the option.</typeparam>
    /// <param name="key">The key. Dots address nested maps.</param>
    /// <param name="type">Reader of the value.</param>
    /// <param name="placeholder">Value if the key is missing or invalid. A missing key is reported.</param>
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
            problems.AddError(
                ProblemCode.MissingField,
                nearest.Position,
                Path(key),
                "is missing",
                $"add '{key[(key.LastIndexOf('.') + 1)..]}'"
            );
        }

        return placeholder;
    }

    /// <summary>Warns about unknown keys of this map and of the nested maps that dotted keys address.</summary>
    /// <param name="keys">The known keys.</param>
    public void WarnUnknown(ValueList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        UnknownFieldCheck.Warn(new FieldReader(map, path, problems), keys);
    }

    private static string Head(string key) => key.Split('.')[0];

    /// <summary>Finds a key. If it is missing, <paramref name="nearest"/> is the last value on the path.</summary>
    private DocumentNode? Find(string key, out DocumentNode nearest)
    {
        nearest = map;
        string[] parts = key.Split('.');
        for (int i = 0; i < parts.Length; i++)
        {
            if (nearest is not DocumentMap level)
            {
                RejectLevel(string.Join('.', parts[..i]), nearest);
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

    /// <summary>Reports once that an intermediate value is not a map. The common maps are checked elsewhere.</summary>
    private void RejectLevel(string key, DocumentNode level)
    {
        if (!IsCommon(Head(key)) && _rejected.Add(key))
        {
            At(key, level).ReportWrongType("use a map");
        }
    }

    private bool IsCommon(string root) => path.Length == 0 && root is ("node_template" or "container_template");

    private OptionNode At(string key, DocumentNode node) => new(node, Path(key), problems);

    private string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
