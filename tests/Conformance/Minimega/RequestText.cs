namespace Conformance.Minimega;

/// <summary>What a recorded request asked for.</summary>
internal static class RequestText
{
    /// <summary>The command line of a request; null when it is none.</summary>
    public static string? Command(string send) => Field(send, "command");

    /// <summary>The prefix of a request for suggestions; null when it is none.</summary>
    public static string? Suggest(string send) => Field(send, "suggest");

    /// <summary>The pipe of a request for plumbing mode; null when it is none.</summary>
    public static string? PlumbPipe(string send) => Field(send, "plumbpipe");

    private static string? Field(string send, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(send);
            return document.RootElement.ValueKind != JsonValueKind.Object ? null : document.RootElement.EnumerateObject()
                .Where(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind == JsonValueKind.String)
                .Select(property => property.Value.GetString())
                .FirstOrDefault();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
