using Scalewright.Documents;

namespace Conformance.Hostile;

/// <param name="Json">The case in the manifest.</param>
public sealed record HostileCase(string Folder, JsonElement Json)
{
    /// <summary>Current names of codes whose names in the recorded cases are older.</summary>
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["address-space"] = "address-space-exhausted",
        ["bad-address"] = "invalid-address",
        ["coerced"] = "value-coerced",
        ["conflict"] = "conflicting-fields",
        ["encoding"] = "invalid-encoding",
        ["interpolation"] = "interpolation-failed",
        ["plugin-limit"] = "plugin-limit-exceeded",
        ["plugin-nonsense"] = "invalid-plugin-result",
        ["syntax"] = "syntax-error",
    };

    public string File => Json.GetProperty("file").GetString()!;

    public string Class => Json.GetProperty("class").GetString()!;

    public bool IsBounded => Class == "bounded";

    /// <summary><c>accept</c>, <c>reject</c>, or <c>either</c> if only the cost matters.</summary>
    public string Outcome => IsBounded ? Json.GetProperty("outcome").GetString()! : Class;

    public Dialect Dialect =>
        Json.GetProperty("format").GetString() switch
        {
            "json" => Dialect.Json,
            "ini" => Dialect.Ini,
            _ => Dialect.Yaml,
        };

    public double SecondsMax => Json.GetProperty("max_seconds").GetDouble();

    public double MegabytesMax => Json.GetProperty("max_mb").GetDouble();

    public IReadOnlyList<string> Codes => Current(Texts("codes"));

    public IReadOnlyList<string> Warnings => Current(Texts("warnings"));

    public IReadOnlyList<string> Verbatim => Texts("verbatim");

    public string? Suggestion => Json.TryGetProperty("must_suggest", out JsonElement text) ? text.GetString() : null;

    public IReadOnlyList<TextPosition> Spots => SpotsOf("at");

    public IReadOnlyList<TextPosition> WarningSpots => SpotsOf("warning_at");

    public IReadOnlyList<int> LineRange => [.. List("line_range").Select(line => line.GetInt32())];

    public IReadOnlyList<JsonElement> Profiles => [.. List("profiles")];

    /// <summary>The file, or the text that the manifest describes.</summary>
    public byte[] Bytes()
    {
        if (!Json.TryGetProperty("generate", out JsonElement recipe))
        {
            return System.IO.File.ReadAllBytes(Path.Combine(Folder, File));
        }

        StringBuilder text = new(recipe.GetProperty("prefix").GetString());
        text.Insert(text.Length, recipe.GetProperty("repeat").GetString()!, recipe.GetProperty("times").GetInt32());
        return Encoding.UTF8.GetBytes(text.Append(recipe.GetProperty("suffix").GetString()).ToString());
    }

    private string[] Texts(string name) => [.. List(name).Select(item => item.GetString()!)];

    private TextPosition[] SpotsOf(string name) =>
        [.. List(name).Select(item => new TextPosition(item.GetProperty("line").GetInt32(), item.GetProperty("col").GetInt32()))];

    private JsonElement[] List(string name) => Json.TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray()] : [];

    private static string[] Current(IReadOnlyList<string> names) => [.. names.Select(name => Renamed.GetValueOrDefault(name, name))];
}
