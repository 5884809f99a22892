namespace Conformance.AutoScaling;

/// <param name="IsStrict">Whether the recorded server applied the rules of AWS to all groups.</param>
internal sealed record WireTranscript(bool IsStrict, ValueList<WireExchange> Exchanges)
{
    /// <summary>Returns null if the file is not a transcript.</summary>
    public static WireTranscript? Load(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("exchanges", out JsonElement exchanges)
            ? new WireTranscript(
                (root.GetProperty("server").GetString() ?? "").Contains("strict", StringComparison.OrdinalIgnoreCase),
                exchanges.EnumerateArray().Select(WireExchange.Read).ToValueList()
            )
            : null;
    }
}
