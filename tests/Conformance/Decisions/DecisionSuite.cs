using System.Text.Json.Nodes;

namespace Conformance.Decisions;

/// <summary>Decision tables: each file is an array of cases, the begin of the file's name says which rule they are for.</summary>
public sealed class DecisionSuite : ISuite
{
    private static readonly Dictionary<string, Func<JsonObject, JsonNode>> Families = new(StringComparer.Ordinal)
    {
        ["aws-scaling"] = AwsCases.Run,
        ["epu-error-overflow"] = OverflowCases.Run,
        ["epu-sensor-engine"] = SensorCases.Run,
        ["flink-ds2"] = StreamCases.Run,
        ["hpa-behavior"] = HpaBehaviorCases.Run,
        ["hpa-replica-calculator"] = HpaCases.Run,
        ["knative-kpa"] = KpaCases.Run,
        ["spec-elasticity"] = ElasticityCases.Run,
    };

    /// <inheritdoc/>
    public string Name => "decisions";

    /// <inheritdoc/>
    public IEnumerable<ConformanceCase> Cases(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            string file = Path.GetFileNameWithoutExtension(path);
            string? family = Families.Keys.Where(name => file.StartsWith(name, StringComparison.Ordinal)).MaxBy(name => name.Length);
            if (family is null)
            {
                yield return new(file, _ => Task.FromResult<string?>($"no rule is known by this name; they are {string.Join(", ", Families.Keys)}"));
                continue;
            }

            Func<JsonObject, JsonNode> run = Families[family];

            foreach (JsonNode? item in JsonNode.Parse(File.ReadAllText(path))!.AsArray())
            {
                JsonNode expected = item!["expected"]!;
                JsonObject input = item["input"]!.AsObject();
                yield return new($"{file} {item["name"]}", _ => Task.FromResult(JsonDifference.First(Known(expected), Known(run(input)))));
            }
        }
    }

    // Null is what is not known or does not apply; it may as well be left out.
    private static JsonNode? Known(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Where(entry => entry.Value is not null).Select(entry => KeyValuePair.Create(entry.Key, Known(entry.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Known)]),
        JsonNode value => value.DeepClone(),
        null => null,
    };
}
