using System.Buffers;
using System.Text.Encodings.Web;

namespace Conformance.VirtCluster;

/// <summary>An object <c>{repeat, times}</c> represents a repeated text.</summary>
internal static partial class FrameJson
{
    /// <summary>
    /// Numbers that Python's <c>json</c> writes but JSON does not support become texts, which <see cref="Write"/>
    /// reverts.
    /// </summary>
    public static string Mark(string json) =>
        TextOrNumber().Replace(json, found => found.Value[0] == '"' ? found.Value : $"\"<python {found.Value}>\"");

    public static byte[] Write(JsonElement json, bool isAscii)
    {
        ArrayBufferWriter<byte> output = new();
        using (
            Utf8JsonWriter writer = new(
                output,
                new JsonWriterOptions { Encoder = isAscii ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            writer.WriteStartObject();
            foreach (JsonProperty field in json.EnumerateObject())
            {
                writer.WritePropertyName(field.Name);
                WriteValue(writer, field.Value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetBytes(MarkedNumber().Replace(Encoding.UTF8.GetString(output.WrittenSpan), "${number}"));
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonElement value)
    {
        if (
            value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("repeat", out JsonElement part)
            && value.TryGetProperty("times", out JsonElement times)
        )
        {
            writer.WriteStringValue(new StringBuilder().Insert(0, part.GetString()!, times.GetInt32()).ToString());
        }
        else
        {
            writer.WriteRawValue(value.GetRawText());
        }
    }

    [GeneratedRegex("\"(?>(?:[^\"\\\\]|\\\\.)*)\"|-?Infinity|NaN", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 10_000)]
    private static partial Regex TextOrNumber();

    [GeneratedRegex("\"<python (?<number>-?Infinity|NaN)>\"", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex MarkedNumber();
}
