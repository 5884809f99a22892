namespace Loopback.Minimega.Machines;

/// <summary>Configuration of the next launch.</summary>
internal sealed class VmConfig
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, List<string>> _lists = [];
    private readonly Dictionary<string, SortedDictionary<string, string>> _maps = [];

    public List<NetSpec> Networks { get; } = [];

    public VmConfig()
    {
        foreach (ConfigField field in ConfigField.All)
        {
            Clear(field);
        }
    }

    public string this[string key] => _texts[key];

    public IReadOnlyList<string> List(string key) => _lists[key];

    public SortedDictionary<string, string> Map(string key) => _maps[key];

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

    public void Set(ConfigField field, IReadOnlyList<string> values)
    {
        if (field.Kind == ConfigKind.List)
        {
            _lists[field.Key] = [.. values];
            return;
        }

        _texts[field.Key] = field.Kind switch
        {
            ConfigKind.Unsigned => Number(
                values[0],
                "ParseUint",
                ulong.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ),
            ConfigKind.Signed => Number(
                values[0],
                "ParseInt",
                long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ),
            _ => values[0],
        };
    }

    /// <summary>In the format of <c>vm config KEY</c>.</summary>
    public string Show(ConfigField field) =>
        field.Kind switch
        {
            ConfigKind.Map => string.Concat(_maps[field.Key].Select(entry => $"{entry.Key} -> {entry.Value}\n")),
            ConfigKind.List when field.Key == "networks" => $"[{string.Join(' ', Networks)}]",
            ConfigKind.List => $"[{string.Join(' ', _lists[field.Key])}]",
            _ => _texts[field.Key],
        };

    /// <summary>In the format of <c>vm config</c>.</summary>
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

    private string Listed(ConfigField field) =>
        field.Kind == ConfigKind.Map
            ? field.Key == "tags"
                ? Json.Map(_maps[field.Key])
                : string.Join('\n', _maps[field.Key].Select(entry => $"{entry.Key} -> {entry.Value}"))
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

    // The server parses numbers with Go; these are its messages.
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
