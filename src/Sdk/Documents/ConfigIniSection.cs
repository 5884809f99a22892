using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Documents;

/// <summary>A section while it is read; keys keep their order.</summary>
internal sealed class ConfigIniSection(string name, TextSpot spot)
{
    private readonly Dictionary<string, ConfigIniEntry> _byKey = new(StringComparer.Ordinal);

    public string Name => name;

    public TextSpot Spot => spot;

    public List<ConfigIniEntry> Entries { get; } = [];

    public bool TryAdd(ConfigIniEntry entry)
    {
        bool isNew = _byKey.TryAdd(entry.Key, entry);
        if (isNew)
        {
            Entries.Add(entry);
        }

        return isNew;
    }

    public bool TryGet(string key, [NotNullWhen(true)] out ConfigIniEntry? entry) => _byKey.TryGetValue(key, out entry);

    /// <summary>This section with what it inherits: its own keys first, then the defaults that it does not have.</summary>
    public ConfigIniSection Over(ConfigIniSection defaults)
    {
        ConfigIniSection whole = new(name, spot);
        foreach (ConfigIniEntry entry in Entries.Concat(defaults.Entries))
        {
            whole.TryAdd(entry);
        }

        return whole;
    }
}
