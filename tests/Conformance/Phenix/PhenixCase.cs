namespace Conformance.Phenix;

/// <summary>One run of the reference, as <c>case.json</c> has it.</summary>
internal sealed record PhenixCase(string Folder, JsonElement Data)
{
    /// <summary>Command line; the mode is added to it.</summary>
    public string[] Args => [.. Data.GetProperty("args").EnumerateArray().Select(item => item.GetString()!)];

    /// <summary>Environment variables.</summary>
    public Dictionary<string, string> Environment =>
        Data.GetProperty("env").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString()!, StringComparer.Ordinal);

    /// <summary>The experiment's folder.</summary>
    public string BaseFolder => Data.GetProperty("baseDir").GetString()!;

    /// <summary>The folder of the scripts.</summary>
    public string ImagesFolder => Data.GetProperty("imagesDir").GetString()!;

    /// <summary>Expected exit code.</summary>
    public int ExitCode => Data.GetProperty("exitCode").GetInt32();

    /// <summary>Expected error; null when there is none.</summary>
    public JsonElement? Error => Data.GetProperty("error") is { ValueKind: JsonValueKind.Object } error ? error : null;

    /// <summary>True for a large case of which only a digest is kept.</summary>
    public bool IsHashOnly => Data.TryGetProperty("hashOnly", out JsonElement value) && value.GetBoolean();

    /// <summary>Reads a case.</summary>
    public static PhenixCase Read(string folder)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "case.json")));
        return new PhenixCase(folder, document.RootElement.Clone());
    }

    /// <summary>The standard input.</summary>
    public byte[] Input() => File.ReadAllBytes(Path.Combine(Folder, Data.GetProperty("input").GetString()!));

    /// <summary>A kept file of the case as text; null when it was not kept.</summary>
    public string? Kept(string path) => Path.Combine(Folder, path) is var file && File.Exists(file) ? File.ReadAllText(file) : null;
}
