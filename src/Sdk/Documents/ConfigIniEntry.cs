namespace Scalewright.Documents;

/// <summary>A key of a configparser section with the lines of its value, not yet interpolated.</summary>
internal sealed class ConfigIniEntry(string key, TextSpot keySpot, TextSpot valueSpot, string first)
{
    private readonly List<string> _lines = [first];
    private string? _raw;

    public string Key => key;

    public TextSpot KeySpot => keySpot;

    public TextSpot ValueSpot => valueSpot;

    /// <summary>The lines joined by line feeds, without blanks and empty lines at the end.</summary>
    public string Raw => _raw ??= string.Join('\n', _lines).TrimEnd();

    public void Append(string line) => _lines.Add(line);
}
