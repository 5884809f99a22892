namespace Scalewright.Experiments.Services;

/// <summary>A value of an answer in JSON with its path, so that what is missing or of another kind can be told with its place.</summary>
/// <param name="Http">What asked.</param>
/// <param name="Path">Where the value stands; empty for the whole.</param>
/// <param name="Value">The value; undefined when there is none.</param>
internal readonly record struct JsonPart(ServiceHttp Http, string What, string Path, JsonElement Value)
{
    // As deep as any of these answers could be, by far.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>The whole of an answer.</summary>
    /// <exception cref="ServiceException">It is no JSON.</exception>
    public static JsonPart Of(ServiceHttp http, string what, ServiceReply reply)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(reply.Body, Options);
            return new JsonPart(http, what, "", document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw http.Nonsense(what, "its answer is no JSON", reply, e);
        }
    }

    /// <summary>Whether there is such a value, and it is not null.</summary>
    public bool IsThere => Value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>A member of an object; one that is not there is told when it is read.</summary>
    public JsonPart this[string name]
    {
        get
        {
            Expect(JsonValueKind.Object, "an object");
            return this with { Path = Path.Length == 0 ? name : $"{Path}.{name}", Value = Value.TryGetProperty(name, out JsonElement member) ? member : default };
        }
    }

    public string Text() => Expect(JsonValueKind.String, "a text").GetString()!;

    /// <summary>A number; in quotes as well, where services write numbers that JSON has not.</summary>
    public double Number() => TryNumber(out double number) ? number : throw Wrong("a number");

    /// <summary>A whole number from 0 on.</summary>
    public int Count() => TryNumber(out double number) && double.IsInteger(number) && number is >= 0 and <= int.MaxValue ? (int)number : throw Wrong("a whole number from 0");

    /// <summary>The entries of a list.</summary>
    public IEnumerable<JsonPart> List()
    {
        JsonPart self = this;
        return Expect(JsonValueKind.Array, "a list").EnumerateArray().Select((item, index) => self with { Path = string.Create(CultureInfo.InvariantCulture, $"{self.Path}[{index}]"), Value = item }).ToArray();
    }

    /// <summary>The members of an object.</summary>
    public IEnumerable<(string Name, JsonPart Part)> Members()
    {
        JsonPart self = this;
        return Expect(JsonValueKind.Object, "an object").EnumerateObject().Select(member => (member.Name, self with { Path = $"{self.Path}.{member.Name}", Value = member.Value })).ToArray();
    }

    /// <summary>The value is not what it should be.</summary>
    public ServiceException Wrong(string wanted) =>
        Http.Nonsense(What, $"{(Path.Length == 0 ? "its answer" : $"'{Printable.Escape(Path)}' of its answer")} is {Found()} where {wanted} should be");

    private bool TryNumber(out double number)
    {
        number = 0;
        return Value.ValueKind == JsonValueKind.Number ? Value.TryGetDouble(out number)
            : Value.ValueKind == JsonValueKind.String && double.TryParse(Value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    [SuppressMessage("Style", "IDE0072", Justification = "Every other kind is told by its text.")]
    private string Found() => Value.ValueKind switch
    {
        JsonValueKind.Undefined => "missing",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => Printable.EscapeUpTo(Value.GetRawText(), 60),
    };

    private JsonElement Expect(JsonValueKind kind, string wanted) => Value.ValueKind == kind ? Value : throw Wrong(wanted);
}
