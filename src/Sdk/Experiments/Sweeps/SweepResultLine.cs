using System.Text.Encodings.Web;

namespace Scalewright.Sweeps;

/// <summary>A line written by an element: the result of one point.</summary>
/// <param name="Failure">Reason for a missing result; null if there is a result.</param>
internal sealed record SweepResultLine(string Key, string Text, string? Failure)
{
    // Default maximum depth of a result, plus the object of the line.
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 65 };

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Formats a result as a line.</summary>
    /// <exception cref="FormatException">The result is not JSON.</exception>
    public static byte[] OfResult(string key, string result) => Write(key, writer =>
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(result);
                writer.WritePropertyName("result");
                document.RootElement.WriteTo(writer);
            }
            catch (JsonException exception)
            {
                throw new FormatException(
                    $"the result of '{TextEscaping.Escape(key)}' is not JSON: {TextEscaping.Escape(exception.Message)}",
                    exception
                );
            }
        });

    public static byte[] OfFailure(string key, string why) => Write(key, writer => writer.WriteString("failure", why));

    /// <summary>Returns the line.</summary>
    public byte[] ToBytes() => Failure is { } why ? OfFailure(Key, why) : [.. Encoding.UTF8.GetBytes(Text), (byte)'\n'];

    /// <summary>Reads the complete lines of a file. The last line of a killed element is ignored.</summary>
    public static IEnumerable<SweepResultLine> ReadAll(string file)
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

    // After a power loss, a line may contain anything.
    public static SweepResultLine? Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, Depth);
            JsonElement root = document.RootElement;
            if (
                root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("key", out JsonElement key)
                || key.ValueKind != JsonValueKind.String
            )
            {
                return null;
            }

            if (root.TryGetProperty("result", out _))
            {
                return new SweepResultLine(key.GetString()!, Encoding.UTF8.GetString(line.Span), Failure: null);
            }

            return root.TryGetProperty("failure", out JsonElement why) && why.ValueKind == JsonValueKind.String
                ? new SweepResultLine(key.GetString()!, "", why.GetString())
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
