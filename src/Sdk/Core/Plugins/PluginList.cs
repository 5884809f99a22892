using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>Plugins by name and version. Immutable.</summary>
public sealed class PluginList
{
    private readonly ValueList<PluginEntry> _entries;

    private PluginList(ValueList<PluginEntry> entries) => _entries = entries;

    /// <summary>The list without plugins.</summary>
    public static PluginList Empty { get; } = new([]);

    /// <summary>The plugins, by name and then version, lowest first.</summary>
    public ValueList<PluginEntry> Entries => _entries;

    /// <summary>The plugin names in ordinal order, each once.</summary>
    public IEnumerable<string> Names => _entries.Select(entry => entry.Name).Distinct(StringComparer.Ordinal);

    /// <summary>A list with more plugins; one that is there already with the same name and version is kept.</summary>
    /// <param name="entries">The plugins to add.</param>
    public PluginList With(params IEnumerable<PluginEntry> entries) => new(
    [
        .. _entries.Concat(entries)
            .DistinctBy(entry => (entry.Name, entry.Version))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .ThenBy(entry => entry.Version, PluginVersionOrder.Instance),
    ]);

    /// <summary>Finds a plugin.</summary>
    /// <param name="choice">Name and version; <c>latest</c> is the highest.</param>
    /// <returns>The plugin, or null when there is none.</returns>
    public PluginEntry? Find(PluginChoice choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return choice.Version == PluginChoice.Latest
            ? _entries.LastOrDefault(entry => entry.Name == choice.Name)
            : _entries.FirstOrDefault(entry => entry.Name == choice.Name && entry.Version == choice.Version);
    }

    /// <summary>Finds the highest version of the plugin that has options of a type.</summary>
    /// <param name="optionsType">The options record.</param>
    /// <returns>The plugin, or null when there is none.</returns>
    public PluginEntry? FindByOptions(Type optionsType) => _entries.LastOrDefault(entry => entry.Options?.OptionsType == optionsType);
}

/// <summary>Orders versions by numeric dotted parts; when a part of either is no number, both by text.</summary>
internal sealed class PluginVersionOrder : IComparer<string>
{
    public static PluginVersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        int[]? left = Parts(x);
        int[]? right = Parts(y);
        return left is null || right is null
            ? string.CompareOrdinal(x, y)
            : left.AsSpan().SequenceCompareTo(right);
    }

    private static int[]? Parts(string? version)
    {
        string[] texts = (version ?? "").Split('.');
        int[] parts = new int[texts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(texts[i], NumberStyles.None, CultureInfo.InvariantCulture, out parts[i]))
            {
                return null;
            }
        }

        return parts;
    }
}
