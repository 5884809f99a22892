namespace Conformance.Phenix;

internal sealed record PhenixCase(string Folder, JsonElement Data)
{
    /// <summary>Command line without the mode.</summary>
    public string[] Args => [.. Data.GetProperty("args").EnumerateArray().Select(item => item.GetString()!)];

    public Dictionary<string, string> Environment =>
        Data.GetProperty("env").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString()!, StringComparer.Ordinal);

    public string BaseFolder => Data.GetProperty("baseDir").GetString()!;

    /// <summary>Folder of the scripts.</summary>
    public string ImagesFolder => Data.GetProperty("imagesDir").GetString()!;

    public int ExitCode => Data.GetProperty("exitCode").GetInt32();

    public JsonElement? Error => Data.GetProperty("error") is { ValueKind: JsonValueKind.Object } error ? error : null;

    /// <summary>Only a digest of large cases is stored.</summary>
    public bool IsHashOnly => Data.TryGetProperty("hashOnly", out JsonElement value) && value.GetBoolean();

    public static PhenixCase Read(string folder)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "case.json")));
        return new PhenixCase(folder, document.RootElement.Clone());
    }

    public byte[] Input() => File.ReadAllBytes(Path.Combine(Folder, Data.GetProperty("input").GetString()!));

    public string? Kept(string path) => Path.Combine(Folder, path) is var file && File.Exists(file) ? File.ReadAllText(file) : null;
}
