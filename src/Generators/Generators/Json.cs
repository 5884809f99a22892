namespace Scalewright.Generators;

/// <summary>Writes JSON text.</summary>
internal static class Json
{
    /// <summary>A text with quotes, escaped (RFC 8259, section 7).</summary>
    public static string Text(string text)
    {
        StringBuilder json = new("\"");
        foreach (char character in text)
        {
            json.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                < ' ' or > '~' => "\\u" + ((int)character).ToString("x4", CultureInfo.InvariantCulture),
                _ => character.ToString(),
            });
        }

        return json.Append('"').ToString();
    }

    /// <summary>A list of values that are JSON already.</summary>
    public static string List(IEnumerable<string> values) => $"[{string.Join(", ", values)}]";

    /// <summary>An object of members whose values are JSON already; those that are null are left out.</summary>
    public static string Object(params IEnumerable<(string Name, string? Value)> members) =>
        $"{{{string.Join(", ", members.Where(static member => member.Value is not null).Select(static member => $"{Text(member.Name)}: {member.Value}"))}}}";
}
