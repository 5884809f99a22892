namespace Scalewright.Documents;

/// <summary>A section while it is read; keys keep their order.</summary>
internal sealed class ConfigIniSection(string name)
{
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>Where the last file that has it begins it.</summary>
    public TextSpot Spot { get; set; }

    /// <summary>That file.</summary>
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

    /// <summary>Adds an entry, in the place of one of its key.</summary>
    public void Put(ConfigIniEntry entry)
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

    /// <summary>This section with what it inherits: its own keys first, then the defaults that it does not have.</summary>
    public ConfigIniSection Over(ConfigIniSection defaults)
    {
        ConfigIniSection whole = new(name) { Spot = Spot, Source = Source };
        foreach (ConfigIniEntry entry in Entries.Concat(defaults.Entries))
        {
            whole.TryAdd(entry);
        }

        return whole;
    }
}
