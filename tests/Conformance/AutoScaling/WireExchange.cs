namespace Conformance.AutoScaling;

internal sealed record WireExchange(
    int Number,
    string Action,
    string Method,
    ValueList<KeyValuePair<string, string>> Query,
    ValueList<KeyValuePair<string, string>> Form,
    ValueList<KeyValuePair<string, string>> Headers,
    int Status,
    string Body
)
{
    public static WireExchange Read(JsonElement exchange)
    {
        JsonElement request = exchange.GetProperty("request");
        JsonElement response = exchange.GetProperty("response");
        return new WireExchange(
            exchange.GetProperty("seq").GetInt32(),
            exchange.GetProperty("action").GetString() ?? "",
            request.GetProperty("method").GetString() ?? "",
            Pairs(request.GetProperty("query")),
            Pairs(request.GetProperty("form")),
            request
                .GetProperty("headers")
                .EnumerateObject()
                .Select(header => KeyValuePair.Create(header.Name, header.Value.GetString() ?? ""))
                .ToValueList(),
            response.GetProperty("status").GetInt32(),
            response.GetProperty("body").GetString() ?? ""
        );
    }

    private static ValueList<KeyValuePair<string, string>> Pairs(JsonElement pairs) =>
        pairs.EnumerateArray().Select(pair => KeyValuePair.Create(pair[0].GetString() ?? "", pair[1].GetString() ?? "")).ToValueList();
}
