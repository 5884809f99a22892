namespace Scalewright.Storage.Actions;

/// <summary>Reads the arguments of an action. Absent and null are equivalent.</summary>
internal sealed class ActionInput(JsonElement arguments)
{
    public string RequireText(string name) => FindText(name) ?? throw Missing(name);

    public string? FindText(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public bool IsTrue(string name) => Find(name) is { ValueKind: JsonValueKind.True };

    public int RequireNumber(string name) => FindNumber(name) ?? throw Missing(name);

    public int? FindNumber(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) ? number : null;

    /// <summary>Returns a setting's value: text unchanged, other values as JSON; null if absent or null, which clears the
    /// setting.</summary>
    public string? ReadSetting(string name) => FindText(name) ?? Find(name)?.GetRawText();

    public ValueList<string> ReadTexts(string name) =>
        ReadItems(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToValueList();

    public IEnumerable<JsonElement> ReadItems(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    public ActionInput ReadMap(string name) => new(Find(name) is { ValueKind: JsonValueKind.Object } value ? value : default);

    private JsonElement? Find(string name) =>
        arguments.ValueKind == JsonValueKind.Object
        && arguments.TryGetProperty(name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static StorageException Missing(string name) => new(ProblemCode.MissingField, name, "is missing or of another type", "add it");
}
