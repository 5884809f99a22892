namespace Scalewright.Generators;

internal static class Json
{
    /// <summary>Returns a quoted and escaped text (RFC 8259, section 7).</summary>
    public static string Text(string text)
    {
        StringBuilder json = new("\"");
        foreach (char character in text)
        {
            json.Append(
                character switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    < ' ' or > '~' => "\\u" + ((int)character).ToString("x4", CultureInfo.InvariantCulture),
                    _ => character.ToString(),
                }
            );
        }

        return json.Append('"').ToString();
    }

    public static string List(IEnumerable<string> values) => $"[{string.Join(", ", values)}]";

    /// <summary>Returns an object of JSON values. Omits members that are null.</summary>
    public static string Object(params IEnumerable<(string Name, string? Value)> members)
    {
        IEnumerable<string> written = members
            .Where(static member => member.Value is not null)
            .Select(static member => $"{Text(member.Name)}: {member.Value}");
        return $"{{{string.Join(", ", written)}}}";
    }
}
