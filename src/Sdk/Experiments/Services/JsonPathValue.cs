namespace Scalewright.Experiments.Services;

/// <summary>A value of a JSON response with its path, for messages about missing or wrong values.</summary>
/// <param name="Path">Path of the value; empty for the root.</param>
/// <param name="Value">The value; undefined if missing.</param>
internal readonly record struct JsonPathValue(HttpServiceClient Http, string What, string Path, JsonElement Value)
{
    // Far deeper than any expected response.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    public static JsonPathValue Parse(HttpServiceClient http, string request, HttpServiceResponse reply)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(reply.Body, Options);
            return new JsonPathValue(http, request, "", document.RootElement.Clone());
        }
        catch (JsonException exception)
        {
            throw http.InvalidResponse(request, "its answer is not JSON", reply, exception);
        }
    }

    /// <summary>Indicates whether the value exists and is not null.</summary>
    public bool IsThere => Value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>Returns a member of an object. A missing member is reported when it is read.</summary>
    public JsonPathValue this[string name]
    {
        get
        {
            Expect(JsonValueKind.Object, "an object");
            JsonElement value = Value.TryGetProperty(name, out JsonElement member) ? member : default;
            return this with { Path = Path.Length == 0 ? name : $"{Path}.{name}", Value = value };
        }
    }

    public string Text() => Expect(JsonValueKind.String, "a text").GetString()!;

    /// <summary>Returns a number, also from a text: some services quote numbers that JSON cannot represent.</summary>
    public double Number() => TryNumber(out double number) ? number : throw Error("a number");

    public int Count() =>
        TryNumber(out double number) && double.IsInteger(number) && number is >= 0 and <= int.MaxValue
            ? (int)number
            : throw Error("a whole number from 0");

    public IEnumerable<JsonPathValue> List()
    {
        JsonPathValue self = this;
        return Expect(JsonValueKind.Array, "a list")
            .EnumerateArray()
            .Select(
                (item, index) => self with { Path = string.Create(CultureInfo.InvariantCulture, $"{self.Path}[{index}]"), Value = item }
            )
            .ToArray();
    }

    public IEnumerable<(string Name, JsonPathValue Part)> Members()
    {
        JsonPathValue self = this;
        return Expect(JsonValueKind.Object, "an object")
            .EnumerateObject()
            .Select(member => (member.Name, self with { Path = $"{self.Path}.{member.Name}", Value = member.Value }))
            .ToArray();
    }

    public HttpServiceException Error(string expected) =>
        Http.InvalidResponse(
            What,
            $"{(Path.Length == 0 ? "its answer" : $"'{TextEscaping.Escape(Path)}' of its answer")} is {Found()} where "
                + $"{expected} should be"
        );

    private bool TryNumber(out double number)
    {
        number = 0;
        return Value.ValueKind == JsonValueKind.Number
            ? Value.TryGetDouble(out number)
            : Value.ValueKind == JsonValueKind.String
                && double.TryParse(Value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    [SuppressMessage("Style", "IDE0072", Justification = "Every other kind is written as its text.")]
    private string Found() =>
        Value.ValueKind switch
        {
            JsonValueKind.Undefined => "missing",
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            _ => TextEscaping.EscapeAndTruncate(Value.GetRawText(), 60),
        };

    private JsonElement Expect(JsonValueKind kind, string expected) => Value.ValueKind == kind ? Value : throw Error(expected);
}
