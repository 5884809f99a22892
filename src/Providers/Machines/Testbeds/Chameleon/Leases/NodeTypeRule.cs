namespace Scalewright.Providers.Chameleon.Leases;

/// <summary>The condition that machines of a lease meet, as the reservation service wants it: a list in JSON.</summary>
internal static class NodeTypeRule
{
    private const string Property = "$node_type";

    public static string Write(string type) => type.Length > 0 ? $"""["=", "{Property}", "{JsonEncodedText.Encode(type)}"]""" : "";

    /// <returns>Empty: any; null: it is another condition.</returns>
    public static string? Read(string? rule)
    {
        if (string.IsNullOrEmpty(rule))
        {
            return "";
        }

        try
        {
            using JsonDocument read = JsonDocument.Parse(rule);
            return read.RootElement is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 3
                && list.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String) && (list[0].GetString(), list[1].GetString()) is ("=" or "==", Property)
                ? list[2].GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
