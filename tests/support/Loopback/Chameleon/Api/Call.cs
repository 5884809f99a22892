namespace Loopback.Chameleon.Api;

/// <summary>A request to one service. The path starts after the service's version.</summary>
/// <param name="Body">Empty if there is no body.</param>
internal sealed record Call(string Method, string[] Path, IQueryCollection Query, JsonObject Body)
{
    public JsonObject Only(string key) =>
        Body.Count == 1 && Body[key] is JsonObject only ? only : throw new Refusal(400, $"the body must be one object '{key}'");

    /// <summary>Whether the query selects the value or does not contain the key.</summary>
    public bool Wants(string key, string value) => Query[key].ToString() is var wanted && (wanted.Length == 0 || wanted == value);

    public static void Allow(JsonObject body, params string[] keys) =>
        _ = body.Select(entry => entry.Key).FirstOrDefault(key => !keys.Contains(key)) is { } unknown
            ? throw new Refusal(400, $"Additional properties are not allowed ('{unknown}' was unexpected)")
            : true;

    public static string Text(JsonObject body, string key) =>
        body[key] switch
        {
            null => "",
            JsonValue value when value.TryGetValue(out string? text) => text,
            _ => throw new Refusal(400, $"Invalid input for field/attribute {key}: it is not a text"),
        };

    public static int Number(JsonObject body, string key, int otherwise) =>
        body[key] switch
        {
            null => otherwise,
            JsonValue value when value.TryGetValue(out int number) => number,
            JsonValue value
                when value.TryGetValue(out string? text)
                    && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) => number,
            _ => throw new Refusal(400, $"Invalid input for field/attribute {key}: it is not a number"),
        };

    /// <summary>The requested number of items after the marker.</summary>
    public T[] Page<T>(IEnumerable<T> all, Func<T, string> idOf, int pageMax)
    {
        T[] items = [.. all];
        string marker = Query["marker"].ToString();
        int at = marker.Length > 0 ? Array.FindIndex(items, item => idOf(item) == marker) : -1;
        int limit = int.TryParse(Query["limit"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int asked)
            ? asked
            : pageMax;
        return marker.Length > 0 && at < 0
            ? throw new Refusal(400, $"marker [{marker}] not found")
            : [.. items.Skip(at + 1).Take(Math.Min(limit, pageMax))];
    }
}
