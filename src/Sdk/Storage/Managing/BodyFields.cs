namespace Scalewright.Storage.Managing;

/// <summary>Reads the fields of a JSON object and collects those with a wrong shape, type or range.</summary>
internal sealed class BodyFields
{
    private const int MaxProblems = 20;
    private readonly JsonElement _element;
    private readonly string _at;
    private readonly List<string> _problems;

    private BodyFields(JsonElement element, string at, List<string> problems) =>
        (_element, _at, _problems) = (element, at, problems);

    public string Problems => string.Join("; ", _problems.Take(MaxProblems));

    public bool IsSuccess => _problems.Count == 0;

    /// <summary>Reads a body. An empty body is an object without fields.</summary>
    public static BodyFields Read(ReadOnlyMemory<byte> body)
    {
        List<string> problems = [];
        return new BodyFields(body.IsEmpty ? default : Parse(body, problems), "", problems);
    }

    public void Note(string name, string accepted) => _problems.Add($"'{_at}{name}' is {accepted}");

    public string? Text(string name) => Find(name) is { } found ? TextOf(found, name) : null;

    /// <summary>Reads a required, non-empty text.</summary>
    public string NeedText(string name)
    {
        int before = _problems.Count;
        string? found = Text(name);
        if (string.IsNullOrEmpty(found) && _problems.Count == before)
        {
            Note(name, found is null ? "missing; give a text" : "empty; give a text");
        }

        return found ?? "";
    }

    public int? Whole(string name, int least, int most)
    {
        if (Find(name) is not { } found)
        {
            return null;
        }

        if (found.ValueKind == JsonValueKind.Number
            && found.TryGetInt32(out int number)
            && number >= least
            && number <= most)
        {
            return number;
        }

        Note(name, $"a whole number {(most == int.MaxValue ? $"from {least}" : $"from {least} to {most}")}, not "
            + $"{Word(found)}");
        return null;
    }

    public int NeedWhole(string name, int least, int most = int.MaxValue)
    {
        int before = _problems.Count;
        int? found = Whole(name, least, most);
        if (found is null && _problems.Count == before)
        {
            Note(name, $"missing; give a whole number from {least}");
        }

        return found ?? least;
    }

    public bool? Flag(string name)
    {
        JsonElement? found = Find(name);
        if (found is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } other)
        {
            Note(name, $"true or false, not {Word(other)}");
            return null;
        }

        return found?.GetBoolean();
    }

    /// <summary>Reads a required object. A missing object has no fields.</summary>
    public BodyFields NeedObject(string name)
    {
        JsonElement? found = Find(name);
        if (found is not { ValueKind: JsonValueKind.Object })
        {
            Note(name, found is { } other ? $"an object, not {Word(other)}" : "missing; give an object");
        }

        return new BodyFields(found ?? default, $"{_at}{name}.", _problems);
    }

    /// <summary>Reads a required, non-empty list of objects.</summary>
    public IReadOnlyList<BodyFields> NeedObjects(string name)
    {
        JsonElement? found = Find(name);
        if (found is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            Note(name, found is { ValueKind: not JsonValueKind.Array } other
                ? $"a list of objects, not {Word(other)}"
                : "a list of objects with at least one");
            return [];
        }

        List<BodyFields> items = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            string place = $"{name}[{items.Count}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                Note(place, $"an object, not {Word(item)}");
            }

            items.Add(new BodyFields(item, $"{_at}{place}.", _problems));
        }

        return items;
    }

    /// <summary>Returns a field of any type; undefined if it is missing.</summary>
    public JsonElement Value(string name) => _element.ValueKind == JsonValueKind.Object
        && _element.TryGetProperty(name, out JsonElement found) ? found : default;

    /// <summary>Reads a list of texts; empty if it is missing.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } found)
        {
            return [];
        }

        if (found.ValueKind != JsonValueKind.Array)
        {
            Note(name, $"a list of texts, not {Word(found)}");
            return [];
        }

        return [.. found.EnumerateArray().Select((item, index) => TextOf(item, $"{name}[{index}]") ?? "")];
    }

    private string? TextOf(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            Note(name, $"a text, not {Word(element)}");
            return null;
        }

        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            Note(name, "a text, but this one is not valid Unicode");
            return null;
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> body, List<string> problems)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement.Clone();
            if (root.ValueKind != JsonValueKind.Object)
            {
                problems.Add($"the body is an object, not {Word(root)}");
            }

            return root;
        }
        catch (JsonException exception)
        {
            problems.Add($"the body is not JSON: {exception.Message}");
            return default;
        }
    }

    // Absent and null are equivalent.
    private JsonElement? Find(string name) =>
        _element.ValueKind == JsonValueKind.Object
        && _element.TryGetProperty(name, out JsonElement found)
        && found.ValueKind != JsonValueKind.Null ? found : null;

    private static string Word(JsonElement element)
    {
        const int Shown = 40;
        return element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a text",
            JsonValueKind.Null => "null",
            _ => element.GetRawText() is { Length: > Shown } text ? $"{text[..Shown]}…" : element.GetRawText(),
        };
    }
}
