using Loopback.Minimega.Language;

namespace Loopback.Minimega.Machines;

/// <summary>What the next launch will use.</summary>
internal sealed class VmConfig
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, List<string>> _lists = [];
    private readonly Dictionary<string, SortedDictionary<string, string>> _maps = [];

    /// <summary>Network cards; the setting <c>networks</c>.</summary>
    public List<NetSpec> Networks { get; } = [];

    /// <summary>Makes a configuration of defaults.</summary>
    public VmConfig()
    {
        foreach (ConfigField field in ConfigField.All)
        {
            Clear(field);
        }
    }

    /// <summary>A setting that is one text or number.</summary>
    public string this[string key] => _texts[key];

    /// <summary>A setting that is a list.</summary>
    public IReadOnlyList<string> List(string key) => _lists[key];

    /// <summary>A setting that is a map.</summary>
    public SortedDictionary<string, string> Map(string key) => _maps[key];

    /// <summary>A copy that later commands do not change.</summary>
    public VmConfig Copy()
    {
        VmConfig copy = new();
        copy.Networks.AddRange(Networks);
        foreach (ConfigField field in ConfigField.All)
        {
            copy.CopyFrom(this, field);
        }

        return copy;
    }

    /// <summary>Puts one setting back to its default.</summary>
    public void Clear(ConfigField field)
    {
        if (field.Kind == ConfigKind.Map)
        {
            _maps[field.Key] = new(StringComparer.Ordinal);
        }
        else if (field.Kind == ConfigKind.List)
        {
            _lists[field.Key] = [.. field.Default.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            Networks.RemoveRange(0, field.Key == "networks" ? Networks.Count : 0);
        }
        else
        {
            _texts[field.Key] = field.Default;
        }
    }

    /// <summary>Changes a setting that is no map.</summary>
    /// <exception cref="CommandFailure">A number is none.</exception>
    public void Set(ConfigField field, IReadOnlyList<string> values)
    {
        if (field.Kind == ConfigKind.List)
        {
            _lists[field.Key] = [.. values];
            return;
        }

        _texts[field.Key] = field.Kind switch
        {
            ConfigKind.Unsigned => Number(values[0], "ParseUint", ulong.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)),
            ConfigKind.Signed => Number(values[0], "ParseInt", long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)),
            _ => values[0],
        };
    }

    /// <summary>A setting as <c>vm config KEY</c> shows it.</summary>
    public string Show(ConfigField field) => field.Kind switch
    {
        ConfigKind.Map => string.Concat(_maps[field.Key].Select(entry => $"{entry.Key} -> {entry.Value}\n")),
        ConfigKind.List when field.Key == "networks" => $"[{string.Join(' ', Networks)}]",
        ConfigKind.List => $"[{string.Join(' ', _lists[field.Key])}]",
        _ => _texts[field.Key],
    };

    /// <summary>All settings as <c>vm config</c> shows them.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (IGrouping<string, ConfigField> section in ConfigField.All.GroupBy(field => field.Section, StringComparer.Ordinal))
        {
            int width = section.Max(field => field.Label.Length) + 2;
            text.Append(section.Key).Append(" configuration:\n");
            foreach (ConfigField field in section)
            {
                text.Append((field.Label + ":").PadRight(width)).Append(Listed(field)).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private string Listed(ConfigField field) => field.Kind == ConfigKind.Map
        ? field.Key == "tags" ? Json.Map(_maps[field.Key]) : string.Join('\n', _maps[field.Key].Select(entry => $"{entry.Key} -> {entry.Value}"))
        : Show(field);

    private void CopyFrom(VmConfig other, ConfigField field)
    {
        if (field.Kind == ConfigKind.Map)
        {
            _maps[field.Key] = new(other._maps[field.Key], StringComparer.Ordinal);
        }
        else if (field.Kind == ConfigKind.List)
        {
            _lists[field.Key] = [.. other._lists[field.Key]];
        }
        else
        {
            _texts[field.Key] = other._texts[field.Key];
        }
    }

    // The server's numbers are read by Go; these are its texts.
    private static string Number(string value, string function, bool valid)
    {
        if (valid)
        {
            return value;
        }

        string digits = value.TrimStart('-');
        bool tooLarge = digits.Length > 0 && digits.All(char.IsAsciiDigit) && (function == "ParseInt" || value == digits);
        throw new CommandFailure($"strconv.{function}: parsing {Json.Text(value)}: {(tooLarge ? "value out of range" : "invalid syntax")}");
    }
}
