using System.Text.Json.Serialization;

namespace Scalewright.Decisions;

/// <summary>Persisted state of an engine: policies, clouds, metric windows, and nodes to wait for.</summary>
internal sealed record PersistedEngineState
{
    /// <summary>Version of the form with named states.</summary>
    public const int CurrentVersion = 2;

    /// <summary>Version of the form; 0 for the first one, with states of policies without names.</summary>
    public int Version { get; init; }

    /// <summary>Fingerprint of the policies. State of other policies, settings or clouds is ignored.</summary>
    public string Policies { get; init; } = "";

    /// <summary>State of the sizing policy; null if not stored.</summary>
    public PersistedPolicyState? SizingState { get; init; }

    /// <summary>State of the placement policy; null if not stored.</summary>
    public PersistedPolicyState? PlacingState { get; init; }

    /// <summary>State of the sizing policy in version 0. Only read.</summary>
    [JsonConverter(typeof(LongsConverter))]
    public long[]? Sizing { get; init; }

    /// <summary>State of the placement policy in version 0. Only read.</summary>
    [JsonConverter(typeof(LongsConverter))]
    public long[]? Placing { get; init; }

    /// <summary>
    /// Clouds of the placement state, in order. Null if not stored: the clouds are then assumed to be unchanged.
    /// </summary>
    public string[]? PlacedIn { get; init; }

    public SortedDictionary<string, int> Failures { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Time until which clouds without capacity are not used.</summary>
    public SortedDictionary<string, DateTimeOffset> ClosedUntil { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Contents of the metric windows; null without windows, or if not stored.</summary>
    public PersistedMetricWindow[]? Windows { get; init; }

    /// <summary>Start time of the wait for each node that was never ready, by name; null if not stored.</summary>
    public SortedDictionary<string, DateTimeOffset>? Starting { get; init; }

    /// <summary>Returns a description of a required member that is missing; null if all exist.</summary>
    public string? FindMissing() =>
        this switch
        {
            { Policies: null } => "'policies'",
            { Failures: null } => "'failures'",
            { ClosedUntil: null } => "'closed_until'",
            { Windows: { } windows }
                when windows.Any(static window => window is not { Name: not null, Of: not null, Ticks: not null, Values: not null }) =>
                "a part of a window",
            _ => null,
        };
}

/// <summary>State of a policy.</summary>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Layout">Names of the values: <see cref="PolicyStateLayouts"/>.</param>
/// <param name="Values">The values.</param>
internal sealed record PersistedPolicyState(string Policy, string Layout, [property: JsonConverter(typeof(LongsConverter))] long[] Values);

/// <summary>
/// Writes a sequence of zeros as a string, as in <c>"0*512"</c>, because states of long windows are mostly empty.
/// </summary>
internal sealed class LongsConverter : JsonConverter<long[]>
{
    private const int MinRow = 4;
    private const string Row = "0*";

    public override long[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("expected an array of numbers");
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
                numbers.AddRange(Enumerable.Repeat(0L, ParseCount(reader.TokenType == JsonTokenType.String ? reader.GetString()! : "")));
            }
        }

        return [.. numbers];
    }

    public override void Write(Utf8JsonWriter writer, long[] value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        for (int index = 0; index < value.Length; )
        {
            int nextNonZero = value.AsSpan(index).IndexOfAnyExcept(0);
            int zeros = nextNonZero < 0 ? value.Length - index : nextNonZero;
            if (zeros >= MinRow)
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

    private static int ParseCount(string text) =>
        text.StartsWith(Row, StringComparison.Ordinal)
        && int.TryParse(text.AsSpan(Row.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        && count <= PolicyInvoker.MaxStateLength
            ? count
            : throw new JsonException($"'{TextEscaping.Escape(text)}' is neither a number nor a sequence of zeros");
}
