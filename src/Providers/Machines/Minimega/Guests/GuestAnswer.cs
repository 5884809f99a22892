namespace Scalewright.Providers.Minimega.Guests;

/// <summary>What a script of ours wrote on a guest: lines <c>@name value</c>, and below such a line what belongs to it in base64. It is whole when it ends with <c>@end</c>.</summary>
internal sealed record GuestAnswer
{
    private const string Begin = "@begin";
    private const string End = "@end";
    private readonly Dictionary<string, string> _values;

    private GuestAnswer(Dictionary<string, string> values) => _values = values;

    /// <summary>Why the script did nothing; empty: it did.</summary>
    public string Fault => this["fault"];

    /// <summary>A value; empty when there is none.</summary>
    public string this[string name] => _values.GetValueOrDefault(name, "");

    /// <summary>A value that is a number.</summary>
    /// <exception cref="IOException">It is none.</exception>
    public long NumberOf(string name) => long.TryParse(this[name].Trim(), out long number)
        ? number
        : throw new IOException($"the node's answer has '{Printable.Escape(this[name])}' where a number was expected");

    /// <summary>A value that is bytes.</summary>
    /// <exception cref="IOException">It is none.</exception>
    public byte[] BytesOf(string name)
    {
        try
        {
            return Convert.FromBase64String(this[name]);
        }
        catch (FormatException broken)
        {
            throw new IOException($"the node's answer has no bytes where {name} was expected", broken);
        }
    }

    /// <summary>Reads what the server has of an answer so far.</summary>
    /// <returns>Null when it is not whole.</returns>
    public static GuestAnswer? Read(string text)
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

        return new GuestAnswer(values);
    }
}
