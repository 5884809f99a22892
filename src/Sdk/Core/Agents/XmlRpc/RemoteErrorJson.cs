using System.Text.Json.Serialization;

namespace Scalewright.Agents.XmlRpc;

/// <summary>The JSON within faults: <c>exc_type</c>, <c>exc_value</c>, <c>tb_info</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RemoteErrorMessage))]
internal sealed partial class RemoteErrorJson : JsonSerializerContext
{
    /// <summary>Reads a fault's text; text that is no such JSON is the message itself.</summary>
    public static RemoteError Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Default.RemoteErrorMessage) is { ExcValue: { } value } shape
                ? new RemoteError(shape.ExcType ?? "", value, shape.TbInfo ?? "")
                : new RemoteError("", text, "");
        }
        catch (JsonException)
        {
            return new RemoteError("", text, "");
        }
    }

    public static string Write(RemoteError error) =>
        JsonSerializer.Serialize(new RemoteErrorMessage { ExcType = error.Kind, ExcValue = error.Message, TbInfo = error.Stack }, Default.RemoteErrorMessage);
}

/// <summary>The JSON within a fault.</summary>
internal sealed record RemoteErrorMessage
{
    public string? ExcType { get; init; }

    public string? ExcValue { get; init; }

    public string? TbInfo { get; init; }
}
