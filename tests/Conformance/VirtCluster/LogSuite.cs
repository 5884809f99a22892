using System.Buffers;
using Scalewright.Logs;

namespace Conformance.VirtCluster;

/// <summary>Suite <c>vt-logs</c>.</summary>
public sealed class LogSuite : ISuite
{
    public string Name => "vt-logs";

    public IEnumerable<ConformanceCase> Cases(string folder) =>
        [
            .. Items(folder, "server-*.json")
                .Select(item => new ConformanceCase(item.GetProperty("id").GetString()!, token =>
                    LogServerCase.FirstDifferenceAsync(item, token)
                )),
            .. Items(folder, "agent-encoding.json")
                .Select(item => new ConformanceCase($"encoding {item.GetProperty("title").GetString()}", _ =>
                    Task.FromResult(LogEncodingCase.FirstDifference(item))
                )),
        ];

    private static IEnumerable<JsonElement> Items(string folder, string pattern) =>
        Directory
            .EnumerateFiles(folder, pattern)
            .Order(StringComparer.Ordinal)
            .SelectMany(path => JsonDocument.Parse(FrameJson.Mark(File.ReadAllText(path))).RootElement.EnumerateArray());
}

/// <summary>Frames must have the same ordered keys, the same values, and the kinds of volatile values.</summary>
internal static partial class LogEncodingCase
{
    private const int HeaderSize = 4;

    public static string? FirstDifference(JsonElement item)
    {
        foreach (JsonElement frame in item.GetProperty("frames").EnumerateArray())
        {
            ArrayBufferWriter<byte> output = new();
            LogFrameWriter.Write(
                output,
                Record(frame.GetProperty("json")),
                new DateTimeOffset(2024, 11, 25, 21, 11, 46, 122, TimeSpan.Zero),
                4242
            );
            if (Difference(frame, output.WrittenSpan[HeaderSize..]) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static LogRecord Record(JsonElement json) =>
        new()
        {
            Logger = json.GetProperty("name").GetString(),
            Level = json.GetProperty("levelno").GetInt32(),
            LevelName = json.GetProperty("levelname").GetString(),
            Path = $"/agent/services/examples/{json.GetProperty("filename").GetString()}",
            Module = json.GetProperty("module").GetString()!,
            Function = json.GetProperty("funcName").GetString()!,
            Line = 24,
            Time = "2024-11-25 21:11:46,122",
            Message = json.GetProperty("msg").GetString()!,
            Exception = json.TryGetProperty("exc_info", out JsonElement pieces) ? Pieces(pieces) : [],
            Stack = json.TryGetProperty("stack_info", out _) ? "Stack (most recent call last):\n  File x" : null,
        };

    // Recorded as "<3 text items, first 'a', last 'b'>".
    private static Scalewright.ValueList<string> Pieces(JsonElement pieces)
    {
        Match match = Abridged().Match(pieces[0].GetString()!);
        int count = int.Parse(match.Groups["count"].Value, System.Globalization.CultureInfo.InvariantCulture);
        string[] items = [.. Enumerable.Repeat("  between\n", count)];
        (items[0], items[^1]) = (Regex.Unescape(match.Groups["first"].Value), Regex.Unescape(match.Groups["last"].Value));
        return [.. items];
    }

    private static string? Difference(JsonElement frame, ReadOnlySpan<byte> body)
    {
        if (frame.GetProperty("ascii_only").GetBoolean() && body.ContainsAnyExceptInRange((byte)0, (byte)0x7F))
        {
            return "bytes beyond ASCII";
        }

        Utf8JsonReader reader = new(body);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        string[] keys = [.. document.RootElement.EnumerateObject().Select(property => property.Name)];
        string[] wanted = [.. frame.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!)];
        return !keys.SequenceEqual(wanted)
            ? $"keys: expected {string.Join(' ', wanted)} but got {string.Join(' ', keys)}"
            : frame
                .GetProperty("json")
                .EnumerateObject()
                .Select(field => Difference(field, document.RootElement.GetProperty(field.Name)))
                .FirstOrDefault(found => found is not null);
    }

    private static string? Difference(JsonProperty expected, JsonElement actual)
    {
        string shown = expected.Value.ToString();
        bool isEqual = shown switch
        {
            _ when Typed().Match(shown) is { Success: true } typed => typed.Groups["kind"].Value switch
            {
                "str" => actual.ValueKind == JsonValueKind.String,
                "int" => actual.ValueKind == JsonValueKind.Number && actual.TryGetInt64(out _),
                _ => actual.ValueKind == JsonValueKind.Number,
            },
            _ when expected.Name == "stack_info" => actual
                .GetString()!
                .StartsWith("Stack (most recent call last):\n  Fi", StringComparison.Ordinal),
            _ when expected.Name == "exc_info" => actual.GetArrayLength() == Pieces(expected.Value).Count
                && actual[0].GetString() == Pieces(expected.Value)[0],
            _ => JsonElement.DeepEquals(expected.Value, actual),
        };
        return isEqual ? null : $"{expected.Name}: expected {shown} but got {actual}";
    }

    [GeneratedRegex("^<[a-zA-Z]+:(?<kind>[a-z]+)>$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Typed();

    [GeneratedRegex(
        "^<(?<count>\\d+) text items, first '(?<first>.*?)', last '(?<last>.*?)'>$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Abridged();
}
