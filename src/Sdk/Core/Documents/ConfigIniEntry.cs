namespace Scalewright.Documents;

/// <summary>Key of a configparser section with the lines of its value, before interpolation.</summary>
internal sealed class ConfigIniEntry(string key, TextPosition keyPosition, TextPosition valuePosition, string first, string source)
{
    private readonly List<string> _lines = [first];
    private string? _raw;

    public string Key => key;

    public string Source => source;

    public TextPosition KeyPosition => keyPosition;

    public TextPosition ValuePosition => valuePosition;

    /// <summary>Lines joined by line feeds, without trailing whitespace and empty lines.</summary>
    public string Raw => _raw ??= string.Join('\n', _lines).TrimEnd();

    public void Append(string line) => _lines.Add(line);
}
