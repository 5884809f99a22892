using System.Buffers;
using System.Text.Json;

namespace Scalewright.Storage.Agents;

/// <summary>What the action runner of an agent answers.</summary>
internal static class ActionAnswer
{
    /// <summary>The answer of an action that ended well.</summary>
    public static byte[] Of(string id, ActionResult result) => Write(id, result.Json, exception: null);

    /// <summary>The answer of one that failed.</summary>
    public static byte[] Of(string id, string exception) => Write(id, default, exception);

    private static byte[] Write(string id, ReadOnlyMemory<byte> result, string? exception)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "ACTION_COMPLETE"u8);
            writer.WriteString("id"u8, id);
            writer.WritePropertyName("result"u8);
            if (result.IsEmpty)
            {
                writer.WriteNullValue();
            }
            else
            {
                writer.WriteRawValue(result.Span);
            }

            writer.WriteString("exception"u8, exception);
            writer.WriteStartArray("subprocesses"u8);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
