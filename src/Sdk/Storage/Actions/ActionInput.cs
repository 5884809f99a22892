namespace Scalewright.Storage.Actions;

/// <summary>Reads the arguments of an action. Absent and null are equivalent.</summary>
internal sealed class ActionInput(JsonElement arguments)
{
    public string Text(string name) => MaybeText(name) ?? throw Missing(name);

    public string? MaybeText(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public bool Flag(string name) => Find(name) is { ValueKind: JsonValueKind.True };

    public int Number(string name) => MaybeNumber(name) ?? throw Missing(name);

    public int? MaybeNumber(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) ? number : null;

    /// <summary>Returns a setting's value: text unchanged, other values as JSON, null to clear the setting.</summary>
    public string? Setting(string name) => MaybeText(name) ?? Find(name)?.GetRawText();

    public ValueList<string> Texts(string name) =>
        Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToValueList();

    public IEnumerable<JsonElement> Items(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    public ActionInput Inner(string name) => new(Find(name) is { ValueKind: JsonValueKind.Object } value ? value : default);

    private JsonElement? Find(string name) =>
        arguments.ValueKind == JsonValueKind.Object
        && arguments.TryGetProperty(name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static StorageException Missing(string name) => new(ProblemCode.MissingField, name, "is missing or of another type", "give it");
}
