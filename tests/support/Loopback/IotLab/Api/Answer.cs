namespace Loopback.IotLab.Api;

internal sealed record Answer(int Status, byte[] Body, string Type)
{
    public static Answer Empty { get; } = new(204, [], "");

    public static Answer Of(JsonNode body, int status = 200) =>
        new(status, Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");

    /// <summary>A list; no body if it is empty.</summary>
    public static Answer List(IEnumerable<JsonObject> items) =>
        items.ToArray<JsonNode>() is { Length: > 0 } all ? Of(new JsonObject { ["items"] = new JsonArray(all) }) : Empty;
}
