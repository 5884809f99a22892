using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scalewright.Decisions;

/// <summary>Numbers as JSON in which a row of zeros is one text, <c>"0*512"</c>: memories of long windows are mostly room that nothing is in.</summary>
internal sealed class LongsConverter : JsonConverter<long[]>
{
    private const int RowMin = 4;
    private const string Row = "0*";

    public override long[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("a list of numbers was to come");
        }

        List<long> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                numbers.Add(reader.GetInt64());
            }
            else
            {
                numbers.AddRange(Enumerable.Repeat(0L, CountOf(reader.TokenType == JsonTokenType.String ? reader.GetString()! : "")));
            }
        }

        return [.. numbers];
    }

    public override void Write(Utf8JsonWriter writer, long[] value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        for (int index = 0; index < value.Length;)
        {
            int other = value.AsSpan(index).IndexOfAnyExcept(0);
            int zeros = other < 0 ? value.Length - index : other;
            if (zeros >= RowMin)
            {
                writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{Row}{zeros}"));
                index += zeros;
            }
            else
            {
                writer.WriteNumberValue(value[index++]);
            }
        }

        writer.WriteEndArray();
    }

    private static int CountOf(string text) =>
        text.StartsWith(Row, StringComparison.Ordinal) && int.TryParse(text.AsSpan(Row.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= PolicyCalls.StateLengthMax
            ? count
            : throw new JsonException($"'{Printable.Escape(text)}' is neither a number nor a row of zeros");
}
