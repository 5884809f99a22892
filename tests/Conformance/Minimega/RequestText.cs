namespace Conformance.Minimega;

internal static class RequestText
{
    public static string? Command(string send) => Field(send, "command");

    public static string? Suggest(string send) => Field(send, "suggest");

    public static string? PlumbPipe(string send) => Field(send, "plumbpipe");

    private static string? Field(string send, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(send);
            return document.RootElement.ValueKind != JsonValueKind.Object
                ? null
                : document
                    .RootElement.EnumerateObject()
                    .Where(property =>
                        property.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind == JsonValueKind.String
                    )
                    .Select(property => property.Value.GetString())
                    .FirstOrDefault();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
