namespace Conformance.AgentProtocol;

/// <summary>JSON as text without values that may differ: ids, times, load figures, stack traces.</summary>
internal static partial class FreeJson
{
    private static readonly string[] FreeFields = ["meminfo", "cpustats"];

    public static string Of(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return $"{{{string.Join(',', element.EnumerateObject().OrderBy(item => item.Name, StringComparer.Ordinal).Select(Field))}}}";
            case JsonValueKind.Array:
                return $"[{string.Join(',', element.EnumerateArray().Select(Of))}]";
            case JsonValueKind.String:
                return $"'{Free().Replace(element.GetString()!.TrimEnd('>', '\n').Split("last line is: ")[^1].Split('\n')[^1], "*")}'";
            case JsonValueKind.Undefined:
                return "null";
            default:
                return element.GetRawText();
        }
    }

    // Load figures: the names are fixed, the values are random.
    private static string Field(JsonProperty field) =>
        FreeFields.Contains(field.Name) && field.Value.ValueKind == JsonValueKind.Object
            ? $"{field.Name}:[{string.Join(',', field.Value.EnumerateObject().Select(item => item.Name).Order(StringComparer.Ordinal))}]"
            : $"{field.Name}:{Of(field.Value)}";

    [GeneratedRegex(
        @"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex Free();
}
