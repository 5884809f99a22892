using System.Text.Json.Serialization;

namespace Conformance.AgentProtocol;

internal sealed record ProtocolRow
{
    [JsonPropertyName("method")]
    public required string Method { get; init; }

    [JsonPropertyName("path")]
    public required string Path { get; init; }

    [JsonPropertyName("query")]
    public Dictionary<string, string> Query { get; init; } = [];

    [JsonPropertyName("body")]
    public JsonElement Body { get; init; }

    [JsonPropertyName("status")]
    public int Status { get; init; }

    [JsonPropertyName("response")]
    public JsonElement Response { get; init; }

    /// <summary>Seconds from the start to the request, or to the response for a poll for messages.</summary>
    [JsonPropertyName("t")]
    public double Time { get; init; }

    public bool IsRegistration => Path.Contains("/register/", StringComparison.Ordinal);

    public bool IsGet => Method == "GET";

    public IReadOnlyList<JsonElement> Messages
    {
        get
        {
            JsonElement carrier = IsGet ? Response : Body;
            return carrier.ValueKind == JsonValueKind.Object && carrier.TryGetProperty("messages", out JsonElement list)
                ? [.. list.EnumerateArray()]
                : [];
        }
    }
}
