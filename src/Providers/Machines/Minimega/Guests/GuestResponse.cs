namespace Scalewright.Providers.Minimega.Guests;

/// <summary>
/// Output of a script on a guest: lines <c>@name value</c>, each followed by optional base64 data. The output is
/// complete when it ends with <c>@end</c>.
/// </summary>
internal sealed record GuestResponse
{
    private const string Begin = "@begin";
    private const string End = "@end";
    private readonly Dictionary<string, string> _values;

    private GuestResponse(Dictionary<string, string> values) => _values = values;

    /// <summary>Error that the script reported; empty if it succeeded.</summary>
    public string Fault => this["fault"];

    /// <summary>Gets a value by name; empty if it is missing.</summary>
    public string this[string name] => _values.GetValueOrDefault(name, "");

    /// <summary>Returns a value as a number.</summary>
    /// <exception cref="IOException">It is not a number.</exception>
    public long GetNumber(string name) =>
        long.TryParse(this[name].Trim(), out long number)
            ? number
            : throw new IOException($"the node's response has '{TextEscaping.Escape(this[name])}' where a number was expected");

    /// <summary>Returns a value as bytes.</summary>
    /// <exception cref="IOException">It is not valid base64.</exception>
    public byte[] GetBytes(string name)
    {
        try
        {
            return Convert.FromBase64String(this[name]);
        }
        catch (FormatException exception)
        {
            throw new IOException($"the node's response has no bytes where {name} was expected", exception);
        }
    }

    /// <summary>Parses the output; null if it is incomplete.</summary>
    public static GuestResponse? Read(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd('\r')).SkipWhile(line => line != Begin).Skip(1)];
        int end = Array.IndexOf(lines, End);
        if (end < 0)
        {
            return null;
        }

        Dictionary<string, string> values = new(StringComparer.Ordinal);
        Dictionary<string, List<string>> parts = new(StringComparer.Ordinal);
        string name = "";
        foreach (string line in lines[..end])
        {
            if (line.StartsWith('@'))
            {
                string[] words = line[1..].Split(' ', 2);
                name = words[0];
                values[name] = words.Length > 1 ? words[1] : "";
            }
            else if (parts.TryGetValue(name, out List<string>? pieces))
            {
                pieces.Add(line);
            }
            else
            {
                parts[name] = [line];
            }
        }

        foreach ((string key, List<string> pieces) in parts)
        {
            values[key] = string.Concat(pieces);
        }

        return new GuestResponse(values);
    }
}
