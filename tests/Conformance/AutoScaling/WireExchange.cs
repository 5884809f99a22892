using System.Text.Json;
using Scalewright;

namespace Conformance.AutoScaling;

/// <summary>One recorded request and its recorded reply.</summary>
/// <param name="Number">Number in its transcript.</param>
/// <param name="Action">The action.</param>
/// <param name="Method">The verb.</param>
/// <param name="Query">Parameters of the query string.</param>
/// <param name="Form">Parameters of the form.</param>
/// <param name="Headers">Headers.</param>
/// <param name="Status">Status of the reply.</param>
/// <param name="Body">Body of the reply.</param>
internal sealed record WireExchange(
    int Number,
    string Action,
    string Method,
    ValueList<KeyValuePair<string, string>> Query,
    ValueList<KeyValuePair<string, string>> Form,
    ValueList<KeyValuePair<string, string>> Headers,
    int Status,
    string Body)
{
    /// <summary>Reads one.</summary>
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
            request.GetProperty("headers").EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString() ?? "")).ToValueList(),
            response.GetProperty("status").GetInt32(),
            response.GetProperty("body").GetString() ?? "");
    }

    private static ValueList<KeyValuePair<string, string>> Pairs(JsonElement pairs) =>
        pairs.EnumerateArray().Select(pair => KeyValuePair.Create(pair[0].GetString() ?? "", pair[1].GetString() ?? "")).ToValueList();
}
