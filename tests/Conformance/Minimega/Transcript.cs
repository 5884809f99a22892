namespace Conformance.Minimega;

internal sealed partial record Transcript(string Name, IReadOnlyList<Exchange> Exchanges, bool HasConnections)
{
    // The families whose state is in the transcript itself (golden/minimega/README.md, "What a case is").
    private static readonly HashSet<int> Replayed = [1, 2, 3, 4, 7, 8, 12, 13, 14, 15, 18, 19, 20];

    public bool IsReplayed => LeadingNumber().Match(Name) is { Success: true } number && Replayed.Contains(int.Parse(number.Value));

    /// <summary>Returns null if the file contains no transcript.</summary>
    public static Transcript? Load(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("transcript", out JsonElement name))
        {
            return null;
        }

        bool hasConnections = root.TryGetProperty("events", out JsonElement steps);
        steps = hasConnections ? steps : root.GetProperty("exchanges");
        return new(name.GetString()!, [.. steps.EnumerateArray().Select(Step)], hasConnections);
    }

    private static Exchange Step(JsonElement step) =>
        new()
        {
            Connection = Text(step, "conn") ?? "",
            Send = Text(step, "send"),
            Received = step.TryGetProperty("recv", out JsonElement lines)
                ? [.. lines.EnumerateArray().Select(line => line.GetString()!)]
                : [],
            ServerCloses = step.TryGetProperty("serverClosedConnection", out JsonElement closed) && closed.GetBoolean(),
            ClientCloses = step.TryGetProperty("close", out JsonElement close) && close.GetBoolean(),
            Duration = TimeSpan.FromMilliseconds(Number(step, "sleepMs") + Number(step, "ms")),
        };

    private static string? Text(JsonElement step, string key) => step.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;

    private static double Number(JsonElement step, string key) => step.TryGetProperty(key, out JsonElement value) ? value.GetDouble() : 0;

    [GeneratedRegex(@"^\d+", RegexOptions.None, 1000)]
    private static partial Regex LeadingNumber();
}
