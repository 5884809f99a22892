using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>Immutable list of plugins by name and version.</summary>
public sealed class PluginList
{
    private readonly ValueList<PluginEntry> _entries;

    private PluginList(ValueList<PluginEntry> entries) => _entries = entries;

    /// <summary>Empty list.</summary>
    public static PluginList Empty { get; } = new([]);

    /// <summary>Plugins, ordered by name and ascending version.</summary>
    public ValueList<PluginEntry> Entries => _entries;

    /// <summary>Distinct plugin names in ordinal order.</summary>
    public IEnumerable<string> Names => _entries.Select(entry => entry.Name).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Returns a list with more plugins. Ignores plugins whose name and version are already in the list.
    /// </summary>
    /// <param name="entries">The plugins to add.</param>
    public PluginList Add(params IEnumerable<PluginEntry> entries) =>
        new([
            .. _entries
                .Concat(entries)
                .DistinctBy(entry => (entry.Name, entry.Version))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .ThenBy(entry => entry.Version, PluginVersionOrder.Instance),
        ]);

    /// <summary>Finds a plugin.</summary>
    /// <param name="reference">Name and version. <c>latest</c> is the highest version.</param>
    /// <returns>The plugin, or null if it is not found.</returns>
    public PluginEntry? Find(PluginReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference.Version == PluginReference.Latest
            ? _entries.LastOrDefault(entry => entry.Name == reference.Name)
            : _entries.FirstOrDefault(entry => entry.Name == reference.Name && entry.Version == reference.Version);
    }

    /// <summary>Finds the highest version of the plugin with this type of options.</summary>
    /// <param name="optionsType">Type of the options record.</param>
    /// <returns>The plugin, or null if it is not found.</returns>
    public PluginEntry? FindByOptions(Type optionsType) => _entries.LastOrDefault(entry => entry.Options?.OptionsType == optionsType);

    /// <summary>Returns the problem of a reference to a plugin or version that is not in the list.</summary>
    /// <param name="choice">Name and version.</param>
    public Problem CreateUnknownProblem(PluginReference choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        string[] versions = [.. _entries.Where(entry => entry.Name == choice.Name).Select(entry => entry.Version)];
        if (versions.Length > 0)
        {
            return new Problem(
                ProblemCode.UnknownPlugin,
                $"plugin '{choice.Name}' has no version '{TextEscaping.Escape(choice.Version)}'",
                $"use one of {string.Join(", ", versions)}, or latest"
            );
        }

        string suggestion = Spelling.FindClosest(choice.Name, Names) is { } near ? $"did you mean '{near}'? " : "";
        string form = choice.Name.Split('@') is [{ } name, { } version]
            ? $"give the version as {{name: {TextEscaping.Escape(name)}, version: {TextEscaping.Escape(version)}}}, "
            : "";
        return new Problem(
            ProblemCode.UnknownPlugin,
            $"there is no plugin '{TextEscaping.Escape(choice.Name)}'",
            $"{suggestion}{form}use one of {string.Join(", ", Names)}"
        );
    }
}

/// <summary>Compares versions by numeric dotted parts, or as text if a part is not a number.</summary>
internal sealed class PluginVersionOrder : IComparer<string>
{
    public static PluginVersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        int[]? left = Parts(x);
        int[]? right = Parts(y);
        return left is null || right is null ? string.CompareOrdinal(x, y) : left.AsSpan().SequenceCompareTo(right);
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
