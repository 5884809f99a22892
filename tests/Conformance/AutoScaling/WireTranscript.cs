namespace Conformance.AutoScaling;

/// <summary>A recorded session.</summary>
/// <param name="IsStrict">Whether the recorded server kept the rules of AWS for all groups.</param>
/// <param name="Exchanges">Requests and replies, in order.</param>
internal sealed record WireTranscript(bool IsStrict, ValueList<WireExchange> Exchanges)
{
    /// <summary>Reads a file; null when it is no transcript.</summary>
    public static WireTranscript? Load(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("exchanges", out JsonElement exchanges)
            ? new WireTranscript(
                (root.GetProperty("server").GetString() ?? "").Contains("strict", StringComparison.OrdinalIgnoreCase),
                exchanges.EnumerateArray().Select(WireExchange.Read).ToValueList())
            : null;
    }
}
