using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Remote;

/// <summary>Response to a command.</summary>
/// <param name="Ack">Scalehub's acknowledgment: <c>ACK_START</c>, <c>ACK_STOP</c>, <c>ACK_CLEAN</c> or
/// <c>INVALID_COMMAND</c>.</param>
internal sealed record RemoteOperatorReply(string Id, string Ack, string Error, ValueList<string> Folders)
{
    public string ToJson() =>
        JsonLine.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", Id);
            json.WriteString("ack", Ack);
            json.WriteString("error", Error);
            json.WritePropertyName("folders");
            RemoteOperatorCommand.WriteTexts(json, Folders);
            json.WriteEndObject();
        });

    public static RemoteOperatorReply? TryRead(string payload)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            JsonElement root = document.RootElement;
            return
                root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("id", out JsonElement id)
                && id.ValueKind == JsonValueKind.String
                && root.TryGetProperty("ack", out JsonElement ack)
                && ack.ValueKind == JsonValueKind.String
                && root.TryGetProperty("error", out JsonElement error)
                && error.ValueKind == JsonValueKind.String
                && root.TryGetProperty("folders", out JsonElement folders)
                && folders.ValueKind == JsonValueKind.Array
                ? new RemoteOperatorReply(
                    id.GetString()!,
                    ack.GetString()!,
                    error.GetString()!,
                    [
                        .. folders
                            .EnumerateArray()
                            .Where(folder => folder.ValueKind == JsonValueKind.String)
                            .Select(folder => folder.GetString()!),
                    ]
                )
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
