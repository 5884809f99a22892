using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Scalewright.Documents;

/// <summary>Writes a tree as JSON: indented by two, line feeds, keys in their order, a line feed at the end.</summary>
internal static class DocumentJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a tree on one line, without a line feed.</summary>
    /// <exception cref="ArgumentException">A text is not well-formed UTF-16.</exception>
    public static void WriteLine(DocumentNode root, IBufferWriter<byte> buffer)
    {
        using Utf8JsonWriter json = new(buffer, OneLine);
        Write(root, json);
    }

    /// <summary>Writes a tree. Integers, numbers, truth values and nulls are written with their characters.</summary>
    /// <exception cref="ArgumentException">A text is not well-formed UTF-16.</exception>
    public static void Write(DocumentNode root, IBufferWriter<byte> buffer)
    {
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            Write(root, json);
        }

        buffer.Write("\n"u8);
    }

    private static void Write(DocumentNode node, Utf8JsonWriter json)
    {
        switch (node)
        {
            case DocumentMap map:
                json.WriteStartObject();
                foreach (DocumentEntry entry in map)
                {
                    json.WritePropertyName(entry.Key);
                    Write(entry.Value, json);
                }

                json.WriteEndObject();
                break;
            case DocumentList list:
                json.WriteStartArray();
                foreach (DocumentNode item in list)
                {
                    Write(item, json);
                }

                json.WriteEndArray();
                break;
            case DocumentScalar { Scalar: ScalarKind.Text or ScalarKind.Timestamp } text:
                json.WriteStringValue(text.Text);
                break;
            case DocumentScalar scalar:
                json.WriteRawValue(scalar.Text);
                break;
            default:
                throw new System.Diagnostics.UnreachableException(node.Kind);
        }
    }
}
