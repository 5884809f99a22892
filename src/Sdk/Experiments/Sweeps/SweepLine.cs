using System.Text.Encodings.Web;

namespace Scalewright.Sweeps;

/// <summary>A line that an element wrote: what came of one point.</summary>
/// <param name="Text">The whole line.</param>
/// <param name="Failure">Why there is no result; null: there is one.</param>
internal sealed record SweepLine(string Key, string Text, string? Failure)
{
    // A result as deep as the base library reads, within the line's own object.
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 65 };

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A result as a line.</summary>
    /// <exception cref="FormatException">It is no JSON.</exception>
    public static byte[] OfResult(string key, string result) => Write(key, writer =>
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(result);
            writer.WritePropertyName("result");
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException bad)
        {
            throw new FormatException($"what came of '{Printable.Escape(key)}' is no JSON: {Printable.Escape(bad.Message)}", bad);
        }
    });

    /// <summary>A failure as a line.</summary>
    public static byte[] OfFailure(string key, string why) => Write(key, writer => writer.WriteString("failure", why));

    /// <summary>The whole lines of a file; what an element was at when it was killed is left out.</summary>
    public static IEnumerable<SweepLine> ReadAll(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        int begin = 0;
        int end;
        while ((end = bytes.AsSpan(begin).IndexOf((byte)'\n')) >= 0)
        {
            if (Read(bytes.AsMemory(begin, end)) is { } line)
            {
                yield return line;
            }

            begin += end + 1;
        }
    }

    private static byte[] Write(string key, Action<Utf8JsonWriter> rest)
    {
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter writer = new(line, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("key", key);
            rest(writer);
            writer.WriteEndObject();
        }

        return [.. line.WrittenSpan, (byte)'\n'];
    }

    // A machine that lost its power may have left anything.
    private static SweepLine? Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, Depth);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("key", out JsonElement key) || key.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            return root.TryGetProperty("result", out _) ? new SweepLine(key.GetString()!, Encoding.UTF8.GetString(line.Span), Failure: null)
                : root.TryGetProperty("failure", out JsonElement why) && why.ValueKind == JsonValueKind.String ? new SweepLine(key.GetString()!, "", why.GetString())
                : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
