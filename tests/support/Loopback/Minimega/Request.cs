namespace Loopback.Minimega;

/// <summary>Missing values are empty.</summary>
internal sealed record Request(string Command, string Suggest, string PlumbPipe)
{
    /// <summary>Keys are case-insensitive, and unknown ones are ignored.</summary>
    public static Request Read(JsonElement root)
    {
        Dictionary<string, string> found = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Command"] = "",
            ["Suggest"] = "",
            ["PlumbPipe"] = "",
        };
        if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            throw new JsonException("not an object");
        }

        foreach (JsonProperty property in root.ValueKind == JsonValueKind.Null ? [] : root.EnumerateObject().ToArray())
        {
            if (found.ContainsKey(property.Name))
            {
                found[property.Name] = Text(property.Value);
            }
        }

        return new(found["Command"], found["Suggest"], found["PlumbPipe"]);
    }

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => value.GetString()!,
            _ => throw new JsonException("not a text"),
        };
}
