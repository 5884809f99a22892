using System.Text.Json.Serialization;

namespace Scalewright.Agents.XmlRpc;

/// <summary>JSON inside faults: <c>exc_type</c>, <c>exc_value</c>, <c>tb_info</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RemoteErrorMessage))]
internal sealed partial class RemoteErrorJson : JsonSerializerContext
{
    /// <summary>Reads the text of a fault. Text that is not such JSON becomes the message.</summary>
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
        JsonSerializer.Serialize(
            new RemoteErrorMessage
            {
                ExcType = error.ExceptionType,
                ExcValue = error.Message,
                TbInfo = error.StackTrace,
            },
            Default.RemoteErrorMessage
        );
}

internal sealed record RemoteErrorMessage
{
    public string? ExcType { get; init; }

    public string? ExcValue { get; init; }

    public string? TbInfo { get; init; }
}
