namespace StorageSample;

/// <summary>Response of a manager, untrusted: each access validates presence and type.</summary>
internal sealed class ManagerResponse
{
    private const int ShownMax = 60;
    private readonly JsonElement _element;
    private readonly string _request;
    private readonly string _at;

    private ManagerResponse(JsonElement element, string request, string at) => (_element, _request, _at) = (element, request, at);

    /// <summary>Reads a response. An empty one is an object without fields.</summary>
    /// <param name="request">The request, for messages.</param>
    /// <param name="content">The body of the response.</param>
    /// <exception cref="SimulatorException">The body is not a JSON object.</exception>
    public static ManagerResponse Read(string request, byte[] content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content.Length == 0 ? "{}"u8.ToArray() : content);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ManagerResponse(document.RootElement.Clone(), request, "")
                : throw new SimulatorException($"{request}: the answer is {Shown(document.RootElement)}, where an object belongs; is a manager at this address?");
        }
        catch (JsonException exception)
        {
            string start = System.Text.Encoding.UTF8.GetString(content.AsSpan(0, Math.Min(content.Length, ShownMax)));
            throw new SimulatorException($"{request}: the answer is not JSON but begins with '{TextEscaping.Escape(start)}'; is a manager at this address?", exception);
        }
    }

    /// <summary>True if a field exists and is not null.</summary>
    public bool Has(string name) => _element.TryGetProperty(name, out JsonElement found) && found.ValueKind != JsonValueKind.Null;

    public ManagerResponse Object(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } found ? new ManagerResponse(found, _request, $"{_at}{name}.") : throw Wrong(name, "an object");

    public IReadOnlyList<ManagerResponse> Objects(string name) => Find(name) is { ValueKind: JsonValueKind.Array } found
        ? [.. found.EnumerateArray().Select((item, index) => item.ValueKind == JsonValueKind.Object ? new ManagerResponse(item, _request, $"{_at}{name}[{index}].") : throw Wrong(name, "a list of objects"))]
        : throw Wrong(name, "a list of objects");

    public string Text(string name)
    {
        try
        {
            return Find(name) is { ValueKind: JsonValueKind.String } found ? found.GetString()! : throw Wrong(name, "a text");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, "a text of Unicode");
        }
    }

    /// <summary>A whole number, 0 or more.</summary>
    public long Whole(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out long value) && value >= 0 ? value : throw Wrong(name, "a whole number from 0");

    /// <summary>ID of an entry.</summary>
    public int Id(string name = "id") => Whole(name) is var value and > 0 and <= int.MaxValue ? (int)value : throw Wrong(name, "a number of an entry, from 1");

    public bool Flag(string name) => Find(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } found ? found.GetBoolean() : throw Wrong(name, "true or false");

    private JsonElement? Find(string name) => _element.TryGetProperty(name, out JsonElement found) ? found : null;

    private SimulatorException Wrong(string name, string wanted) =>
        new($"{_request}: the answer has {(Find(name) is { } found ? $"{Shown(found)} as '{_at}{name}'" : $"no '{_at}{name}'")}, where {wanted} belongs; is a manager at this address?");

    private static string Shown(JsonElement element)
    {
        string text = element.GetRawText();
        return TextEscaping.Escape(text.Length > ShownMax ? text[..ShownMax] + "..." : text);
    }
}
