using System.Text.Json.Serialization;

namespace Scalewright.Decisions;

/// <summary>What an engine remembers, as it is kept in the cluster's state: its policies' states, what it learnt of its clouds, what its windows hold, and which nodes it waits for.</summary>
internal sealed record EngineNotes
{
    /// <summary>What decided; notes of other policies, settings or clouds are not taken up.</summary>
    public string Policies { get; init; } = "";

    /// <summary>The state of the sizing policy.</summary>
    [JsonConverter(typeof(LongsConverter))]
    public long[] Sizing { get; init; } = [];

    /// <summary>The state of the placement policy; null: it had none.</summary>
    [JsonConverter(typeof(LongsConverter))]
    public long[]? Placing { get; init; }

    /// <summary>The clouds that this state is for, in order; null: nobody kept that, and they are as they were.</summary>
    public string[]? PlacedIn { get; init; }

    /// <summary>Launches that failed, by cloud.</summary>
    public SortedDictionary<string, int> Failures { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Until when clouds without room are not asked.</summary>
    public SortedDictionary<string, DateTimeOffset> ClosedUntil { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What its metrics' windows hold; null: it has none, or nobody kept that.</summary>
    public WindowNotes[]? Windows { get; init; }

    /// <summary>Since when it waits for nodes that have not served yet, by name; null: nobody kept that.</summary>
    public SortedDictionary<string, DateTimeOffset>? Starting { get; init; }
}

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
