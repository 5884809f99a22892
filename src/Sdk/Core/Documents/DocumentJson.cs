using System.Text.Encodings.Web;

namespace Scalewright.Documents;

/// <summary>Writes a tree as JSON: keys in order, indented by two spaces, with line feeds and a final one.</summary>
internal static class DocumentJson
{
    // Numbers with this many digits can exceed a long.
    private const int LongDigits = 19;

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a tree on one line, without a line feed.</summary>
    /// <exception cref="ArgumentException">A string is not well-formed UTF-16.</exception>
    public static void WriteLine(DocumentNode root, IBufferWriter<byte> buffer)
    {
        using Utf8JsonWriter json = new(buffer, OneLine);
        Write(root, json);
    }

    /// <summary>Writes a tree. Integers, numbers, Booleans and nulls are written unchanged.</summary>
    /// <exception cref="ArgumentException">A string is not well-formed UTF-16.</exception>
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
                for (int index = 0; index < map.Count; index++)
                {
                    json.WritePropertyName(map[index].Key);
                    Write(map[index].Value, json);
                }

                json.WriteEndObject();
                break;
            case DocumentList list:
                json.WriteStartArray();
                for (int index = 0; index < list.Count; index++)
                {
                    Write(list[index], json);
                }

                json.WriteEndArray();
                break;
            case DocumentScalar { ScalarKind: ScalarKind.Text or ScalarKind.Timestamp } text:
                json.WriteStringValue(text.Text);
                break;
            case DocumentScalar { ScalarKind: ScalarKind.Integer, Text: var digits } when IsPlain(digits):
                json.WriteNumberValue(long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));
                break;
            case DocumentScalar scalar:
                json.WriteRawValue(scalar.Text);
                break;
            default:
                throw new System.Diagnostics.UnreachableException(node.Description);
        }
    }

    // Digits that equal the formatted number and need no validation.
    private static bool IsPlain(string digits) =>
        digits.Length is > 0 and < LongDigits
        && !digits.AsSpan().ContainsAnyExceptInRange('0', '9')
        && (digits.Length == 1 || digits[0] != '0');
}
