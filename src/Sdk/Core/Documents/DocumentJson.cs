using System.Text.Encodings.Web;

namespace Scalewright.Documents;

/// <summary>Writes a tree as JSON: indented by two, line feeds, keys in their order, a line feed at the end.</summary>
internal static class DocumentJson
{
    // So many digits may be too many for a long.
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
            case DocumentScalar { Scalar: ScalarKind.Text or ScalarKind.Timestamp } text:
                json.WriteStringValue(text.Text);
                break;
            case DocumentScalar { Scalar: ScalarKind.Integer, Text: var digits } when IsPlain(digits):
                json.WriteNumberValue(long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));
                break;
            case DocumentScalar scalar:
                json.WriteRawValue(scalar.Text);
                break;
            default:
                throw new System.Diagnostics.UnreachableException(node.Kind);
        }
    }

    // Digits that a number is written with again: those need no second look.
    private static bool IsPlain(string digits) =>
        digits.Length is > 0 and < LongDigits && !digits.AsSpan().ContainsAnyExceptInRange('0', '9') && (digits.Length == 1 || digits[0] != '0');
}
