using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Conformance.VirtCluster;

/// <summary>Values of JSON as the compatible mode has those of Python.</summary>
internal static class PythonJson
{
    public static object? Value(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => map.ToDictionary(item => (object)item.Key, item => Value(item.Value)),
        JsonArray list => list.Select(Value).ToList(),
        _ => Scalar(node),
    };

    private static object Scalar(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => node.GetValue<string>(),
        _ => BigInteger.TryParse(node.ToJsonString(), out BigInteger whole) ? whole : node.GetValue<double>(),
    };
}
