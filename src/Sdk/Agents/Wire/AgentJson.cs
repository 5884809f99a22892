using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Scalewright.Agents.BuiltIn;

namespace Scalewright.Agents.Wire;

/// <summary>Generated readers and writers of the messages. Unknown fields are skipped.</summary>
/// <remarks>Messages have setters: with <c>init</c>, the generated readers would set missing fields to null.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(HandshakeMessage))]
[JsonSerializable(typeof(FaultMessage))]
[JsonSerializable(typeof(RequestHeader))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunResponse))]
[JsonSerializable(typeof(PutRequest))]
[JsonSerializable(typeof(GetRequest))]
[JsonSerializable(typeof(TransferDigest))]
[JsonSerializable(typeof(ServiceDescription))]
[JsonSerializable(typeof(AgentDataEntry))]
internal sealed partial class AgentJson : JsonSerializerContext
{
    public static byte[] Write<T>(T message, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(message, type);

    /// <exception cref="FrameException">The bytes are not a message of this type, or not strict UTF-8.</exception>
    public static T Read<T>(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type)
        where T : class
    {
        // The JSON reader does not validate the texts that it skips.
        if (!Utf8.IsValid(bytes))
        {
            throw new FrameException("a message is not strict UTF-8");
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new FrameException("a message is null");
        }
        catch (JsonException exception)
        {
            throw new FrameException($"a message is invalid: {TextEscaping.Escape(exception.Message)}");
        }
    }
}
