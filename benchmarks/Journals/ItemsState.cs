using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Scalewright.Journals;

namespace Benchmarks.Journals;

/// <summary>As many items as asked for, each with a number that changes.</summary>
internal sealed class ItemsState(int count) : IDurableState
{
    private readonly long[] _values = new long[count];

    public long Applied { get; private set; }

    /// <summary>A change as a cluster would record it: about 150 bytes.</summary>
    public static byte[] Change(int item, long value) => System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"{{\"kind\":\"node-created\",\"item\":{item},\"value\":{value},\"token\":\"4f1c2b7e9a0d4c55\",\"owner\":\"scalewright:5f0c:farm:{value}\",\"address\":\"10.0.0.1\"}}"));

    public void Restore(ReadOnlyMemory<byte> content)
    {
        Utf8JsonReader reader = new(content.Span);
        for (int item = 0; reader.Read();)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("value"u8) && reader.Read())
            {
                _values[item++] = reader.GetInt64();
            }
        }
    }

    public void Apply(in JournalRecord record)
    {
        Utf8JsonReader reader = new(record.Json.Span);
        long item = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("item"u8) && reader.Read())
            {
                item = reader.GetInt64();
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("value"u8) && reader.Read())
            {
                _values[item] = reader.GetInt64();
            }
        }

        Applied++;
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartArray();
        for (int item = 0; item < _values.Length; item++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("item"u8, item);
            writer.WriteString("name"u8, "wind-turbine-node"u8);
            writer.WriteNumber("value"u8, _values[item]);
            writer.WriteString("address"u8, "10.0.0.1"u8);
            writer.WriteEndObject();
            if (writer.BytesPending > 64 * 1024)
            {
                writer.Flush();
            }
        }

        writer.WriteEndArray();
    }
}
