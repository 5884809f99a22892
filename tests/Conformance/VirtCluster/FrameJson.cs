using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Conformance.VirtCluster;

/// <summary>Writes a recorded object as its sender did; a text <c>{repeat, times}</c> stands for the repeated one.</summary>
internal static class FrameJson
{
    public static byte[] Write(JsonElement json, bool isAscii)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output, new JsonWriterOptions { Encoder = isAscii ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (JsonProperty field in json.EnumerateObject())
            {
                writer.WritePropertyName(field.Name);
                WriteValue(writer, field.Value);
            }

            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("repeat", out JsonElement part) && value.TryGetProperty("times", out JsonElement times))
        {
            writer.WriteStringValue(new StringBuilder().Insert(0, part.GetString()!, times.GetInt32()).ToString());
        }
        else
        {
            writer.WriteRawValue(value.GetRawText());
        }
    }
}
