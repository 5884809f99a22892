namespace Scalewright.Sweeps;

/// <summary>A point to compute: a line of <c>points.jsonl</c>.</summary>
public sealed record SweepPoint
{
    /// <summary>Maximum length of a key in characters.</summary>
    public const int MaxKeyLength = 1000;

    /// <summary>Maximum length of a line in bytes.</summary>
    public const int MaxLineBytes = 1024 * 1024;

    private SweepPoint(string key, string line) => (Key, Line) = (key, line);

    /// <summary>Key of the point, unique in its sweep.</summary>
    public string Key { get; }

    /// <summary>The point as a JSON object on one line, with the member <c>key</c>.</summary>
    public string Line { get; }

    /// <summary>Parses a point.</summary>
    /// <param name="line">A JSON object with a member <c>key</c>. Other members belong to the caller.</param>
    /// <exception cref="FormatException">The line is not such an object; the message describes the problem.</exception>
    public static SweepPoint Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.Length > MaxLineBytes)
        {
            throw new FormatException($"a line of {line.Length} characters is longer than {MaxLineBytes}");
        }

        if (line.AsSpan().IndexOfAny('\n', '\r') >= 0)
        {
            throw new FormatException("a point is one line");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            string? key =
                document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("key", out JsonElement member)
                && member.ValueKind == JsonValueKind.String
                    ? member.GetString()
                    : throw new FormatException("""there is no text 'key'; write {"key": "a", ...}""");
            return key is { Length: > 0 and <= MaxKeyLength }
                ? new SweepPoint(key, line)
                : throw new FormatException($"a key has 1 to {MaxKeyLength} characters");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException($"it is not JSON: {TextEscaping.Escape(exception.Message)}", exception);
        }
    }
}
