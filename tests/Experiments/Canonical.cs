namespace Experiments.Tests;

internal static class Canonical
{
    public static JsonNode? Json(DocumentNode node) =>
        node switch
        {
            DocumentMap map => new JsonObject(map.Select(entry => new KeyValuePair<string, JsonNode?>(entry.Key, Json(entry.Value)))),
            DocumentList list => new JsonArray([.. list.Select(Json)]),
            DocumentScalar { ScalarKind: ScalarKind.Null } => null,
            DocumentScalar { ScalarKind: ScalarKind.Integer or ScalarKind.Number } number => JsonValue.Create(
                double.Parse(number.Text, CultureInfo.InvariantCulture)
            ),
            DocumentScalar { ScalarKind: ScalarKind.Boolean } truth => JsonNode.Parse(truth.Text),
            _ => JsonValue.Create(((DocumentScalar)node).Text),
        };

    public static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out double number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : node?.ToJsonString() ?? "null";
}
