namespace Scalewright.Documents;

/// <summary>A section that is being read. Keys keep their order.</summary>
internal sealed class ConfigIniSection(string name)
{
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>Position of the section in the last file that has it.</summary>
    public TextPosition Position { get; set; }

    public string Source { get; set; } = "";

    public List<ConfigIniEntry> Entries { get; } = [];

    public bool TryAdd(ConfigIniEntry entry)
    {
        bool isNew = _byKey.TryAdd(entry.Key, Entries.Count);
        if (isNew)
        {
            Entries.Add(entry);
        }

        return isNew;
    }

    public void Set(ConfigIniEntry entry)
    {
        if (!TryAdd(entry))
        {
            Entries[_byKey[entry.Key]] = entry;
        }
    }

    public bool TryGet(string key, [NotNullWhen(true)] out ConfigIniEntry? entry)
    {
        entry = _byKey.TryGetValue(key, out int index) ? Entries[index] : null;
        return entry is not null;
    }

    /// <summary>Returns this section with its own keys first, followed by the inherited ones.</summary>
    public ConfigIniSection WithDefaults(ConfigIniSection defaults)
    {
        ConfigIniSection merged = new(name) { Position = Position, Source = Source };
        foreach (ConfigIniEntry entry in Entries.Concat(defaults.Entries))
        {
            merged.TryAdd(entry);
        }

        return merged;
    }
}
