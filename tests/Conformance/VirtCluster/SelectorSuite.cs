using System.Numerics;

namespace Conformance.VirtCluster;

/// <summary>Suite <c>vt-selector</c>.</summary>
public sealed class SelectorSuite : ISuite
{
    public string Name => "vt-selector";

    public IEnumerable<ConformanceCase> Cases(string folder)
    {
        JsonNode file = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")))!;
        KeyValuePair<string, Dictionary<object, object?>>[] properties =
        [
            .. file["properties"]!
                .AsObject()
                .Select(node => KeyValuePair.Create(node.Key, (Dictionary<object, object?>)PythonJson.Value(node.Value)!)),
        ];
        return file["cases"]!
            .AsArray()
            .Select(item => new ConformanceCase(item!["id"]!.GetValue<string>(), _ => Task.FromResult(FirstDifference(properties, item!))));
    }

    private static string? FirstDifference(KeyValuePair<string, Dictionary<object, object?>>[] properties, JsonNode item)
    {
        List<string>? candidates = item["candidates"]?.AsArray().Select(name => name!.GetValue<string>()).ToList();
        (string? selected, string? error) = Select(properties, candidates, item["selectors"]?.GetValue<string>());
        JsonNode expected = item["expected"]!;
        string actual = new JsonObject
        {
            ["selected"] = selected,
            ["error"] = error,
            ["candidates_left"] = candidates is null ? null : new JsonArray([.. candidates.Select(name => (JsonNode?)name)]),
        }.ToJsonString();
        string wanted = new JsonObject
        {
            ["selected"] = expected["selected"]?.DeepClone(),
            ["error"] = expected["error"]?.DeepClone(),
            ["candidates_left"] = expected["candidates_left"]?.DeepClone(),
        }.ToJsonString();
        return actual == wanted ? null : $"expected {wanted} but got {actual}";
    }

    private static (string? Selected, string? Error) Select(
        KeyValuePair<string, Dictionary<object, object?>>[] properties,
        List<string>? candidates,
        string? selectors
    )
    {
        try
        {
            return (ReferenceSelector.Select(properties, candidates, selectors), null);
        }
        catch (PythonSyntaxException failure)
        {
            return (null, failure.Kind);
        }
        catch (PythonTypeException failure)
        {
            return (null, failure.Kind);
        }
        catch (OperatorException)
        {
            return (null, "OperatorError");
        }
    }
}

internal static class PythonJson
{
    public static object? Value(JsonNode? node) =>
        node switch
        {
            null => null,
            JsonObject map => map.ToDictionary(item => (object)item.Key, item => Value(item.Value)),
            JsonArray list => list.Select(Value).ToList(),
            _ => Scalar(node),
        };

    private static object Scalar(JsonNode node) =>
        node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => node.GetValue<string>(),
            _ => BigInteger.TryParse(node.ToJsonString(), out BigInteger whole) ? whole : node.GetValue<double>(),
        };
}
