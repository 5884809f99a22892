namespace Scalewright.Experiments.Services;

/// <summary>Error returned by a service.</summary>
internal sealed record HttpServiceError(string Code, string Message)
{
    public static HttpServiceError None { get; } = new("", "");

    /// <summary>Reads the error in a JSON object; none in another body.</summary>
    public static HttpServiceError Read(HttpServiceResponse response, Func<JsonElement, HttpServiceError> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(response.Body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root ? read(root) : None;
        }
        catch (JsonException)
        {
            return None;
        }
    }
}
