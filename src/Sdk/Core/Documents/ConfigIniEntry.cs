namespace Scalewright.Documents;

/// <summary>A key of a configparser section with the lines of its value, not yet interpolated.</summary>
internal sealed class ConfigIniEntry(string key, TextSpot keySpot, TextSpot valueSpot, string first, string source)
{
    private readonly List<string> _lines = [first];
    private string? _raw;

    public string Key => key;

    /// <summary>The file it stands in.</summary>
    public string Source => source;

    public TextSpot KeySpot => keySpot;

    public TextSpot ValueSpot => valueSpot;

    /// <summary>The lines joined by line feeds, without blanks and empty lines at the end.</summary>
    public string Raw => _raw ??= string.Join('\n', _lines).TrimEnd();

    public void Append(string line) => _lines.Add(line);
}
