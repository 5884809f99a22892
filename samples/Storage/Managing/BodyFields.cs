namespace StorageSample.Managing;

/// <summary>Reads the fields of a JSON object and collects those with a wrong shape, type or range.</summary>
internal sealed class BodyFields
{
    private const int MaxProblems = 20;
    private readonly JsonElement _element;
    private readonly string _at;
    private readonly List<string> _problems;

    private BodyFields(JsonElement element, string at, List<string> problems) => (_element, _at, _problems) = (element, at, problems);

    public string Problems => string.Join("; ", _problems.Take(MaxProblems));

    public bool IsSuccess => _problems.Count == 0;

    /// <summary>Reads a body. An empty body is an object without fields.</summary>
    public static BodyFields Read(ReadOnlyMemory<byte> body)
    {
        List<string> problems = [];
        return new BodyFields(body.IsEmpty ? default : Parse(body, problems), "", problems);
    }

    public void AddProblem(string name, string accepted) => _problems.Add($"'{_at}{name}' is {accepted}");

    public string? Text(string name) => Find(name) is { } value ? ReadText(value, name) : null;

    /// <summary>Reads a required, non-empty text.</summary>
    public string NeedText(string name)
    {
        int before = _problems.Count;
        string? found = Text(name);
        if (string.IsNullOrEmpty(found) && _problems.Count == before)
        {
            AddProblem(name, found is null ? "missing; give a text" : "empty; give a text");
        }

        return found ?? "";
    }

    public int? Whole(string name, int min, int max)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= min && number <= max)
        {
            return number;
        }

        AddProblem(name, $"a whole number {(max == int.MaxValue ? $"from {min}" : $"from {min} to {max}")}, not {Describe(value)}");
        return null;
    }

    public int NeedWhole(string name, int min, int max = int.MaxValue)
    {
        int before = _problems.Count;
        int? number = Whole(name, min, max);
        if (number is null && _problems.Count == before)
        {
            AddProblem(name, $"missing; give a whole number from {min}");
        }

        return number ?? min;
    }

    public bool? Flag(string name)
    {
        JsonElement? value = Find(name);
        if (value is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } invalid)
        {
            AddProblem(name, $"true or false, not {Describe(invalid)}");
            return null;
        }

        return value?.GetBoolean();
    }

    /// <summary>Reads a required object. A missing object has no fields.</summary>
    public BodyFields NeedObject(string name)
    {
        JsonElement? value = Find(name);
        if (value is not { ValueKind: JsonValueKind.Object })
        {
            AddProblem(name, value is { } invalid ? $"an object, not {Describe(invalid)}" : "missing; give an object");
        }

        return new BodyFields(value ?? default, $"{_at}{name}.", _problems);
    }

    /// <summary>Reads a required, non-empty list of objects.</summary>
    public IReadOnlyList<BodyFields> NeedObjects(string name)
    {
        JsonElement? value = Find(name);
        if (value is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            AddProblem(
                name,
                value is { ValueKind: not JsonValueKind.Array } invalid
                    ? $"a list of objects, not {Describe(invalid)}"
                    : "a list of objects with at least one"
            );
            return [];
        }

        List<BodyFields> items = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            string path = $"{name}[{items.Count}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                AddProblem(path, $"an object, not {Describe(item)}");
            }

            items.Add(new BodyFields(item, $"{_at}{path}.", _problems));
        }

        return items;
    }

    /// <summary>Returns a field of any type; undefined if it is missing.</summary>
    public JsonElement Value(string name) =>
        _element.ValueKind == JsonValueKind.Object && _element.TryGetProperty(name, out JsonElement value) ? value : default;

    /// <summary>Reads a list of texts; empty if it is missing.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            AddProblem(name, $"a list of texts, not {Describe(value)}");
            return [];
        }

        return [.. value.EnumerateArray().Select((item, index) => ReadText(item, $"{name}[{index}]") ?? "")];
    }

    private string? ReadText(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            AddProblem(name, $"a text, not {Describe(element)}");
            return null;
        }

        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            AddProblem(name, "a text, but this one is not valid Unicode");
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
                problems.Add($"the body is an object, not {Describe(root)}");
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
        && _element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static string Describe(JsonElement element)
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
