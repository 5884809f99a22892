namespace Conformance.Decisions;

/// <summary>Numbers with a fraction may differ by a relative error of 1e-9.</summary>
internal static class JsonDifference
{
    private const double Tolerance = 1e-9;

    public static string? First(JsonNode? expected, JsonNode? actual, string place = "$") =>
        (expected, actual) switch
        {
            (JsonObject wanted, JsonObject got) => FirstOfObjects(wanted, got, place),
            (JsonArray wanted, JsonArray got) => FirstOfArrays(wanted, got, place),
            _ => IsSame(expected, actual) ? null : $"{place}: expected {Text(expected)}, was {Text(actual)}",
        };

    private static string? FirstOfObjects(JsonObject expected, JsonObject actual, string place) =>
        expected
            .Select(entry => entry.Key)
            .Union(actual.Select(entry => entry.Key), StringComparer.Ordinal)
            .Select(key =>
                expected.ContainsKey(key) == actual.ContainsKey(key)
                    ? First(expected[key], actual[key], $"{place}.{key}")
                    : $"{place}.{key}: expected {Presence(expected, key)}, was {Presence(actual, key)}"
            )
            .FirstOrDefault(difference => difference is not null);

    private static string? FirstOfArrays(JsonArray expected, JsonArray actual, string place) =>
        expected.Count != actual.Count
            ? $"{place}: expected {expected.Count} elements, was {actual.Count}"
            : expected
                .Select((item, index) => First(item, actual[index], $"{place}[{index}]"))
                .FirstOrDefault(difference => difference is not null);

    private static bool IsSame(JsonNode? expected, JsonNode? actual)
    {
        if (
            expected is null
            || actual is null
            || expected.GetValueKind() != JsonValueKind.Number
            || actual.GetValueKind() != JsonValueKind.Number
        )
        {
            return JsonNode.DeepEquals(expected, actual);
        }

        string text = expected.ToJsonString();
        double wanted = expected.AsValue().GetValue<double>();
        double got = actual.AsValue().TryGetValue(out int whole) ? whole : actual.AsValue().GetValue<double>();
        return text.AsSpan().IndexOfAny('.', 'e', 'E') < 0
            ? wanted == got
            : Math.Abs(wanted - got) <= Tolerance * Math.Max(Math.Abs(wanted), Math.Abs(got));
    }

    private static string Presence(JsonObject node, string key) => node.ContainsKey(key) ? Text(node[key]) : "nothing";

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";
}
