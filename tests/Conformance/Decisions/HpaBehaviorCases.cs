using Scalewright.Decisions.Policies;
using System.Text.Json.Nodes;
using Scalewright;

namespace Conformance.Decisions;

/// <summary>Windows and rates of the Kubernetes autoscaler.</summary>
internal static class HpaBehaviorCases
{
    public static JsonNode Run(JsonObject input) => input.Text("kind") switch
    {
        "rate" => Rate(input),
        "stabilize" => Stabilize(input),
        _ => Sequence(input),
    };

    private static JsonObject Rate(JsonObject input)
    {
        HpaBehavior behavior = Behavior(input);
        long[] state = new long[behavior.StateLength];
        foreach ((double age, int change) in Events(input, "up_events", 1).Concat(Events(input, "down_events", -1)).OrderByDescending(one => one.Age))
        {
            behavior.Change(JsonRead.Start.AddSeconds(-age), change, state);
        }

        int replicas = behavior.Limit(JsonRead.Start, input.Whole("current"), input.Whole("desired"), state, out HpaLimit limit);
        return new() { ["replicas"] = replicas, ["limited_by"] = limit.ToString() };
    }

    private static JsonObject Stabilize(JsonObject input)
    {
        HpaBehavior behavior = new()
        {
            Up = HpaRules.Up with { Window = input.Seconds("up_window") },
            Down = HpaRules.Down with { Window = input.Seconds("down_window") },
        };
        long[] state = new long[behavior.StateLength];
        foreach (JsonObject one in input.Objects("recommendations").OrderByDescending(one => one.Number("age_s")))
        {
            behavior.Recommend(JsonRead.Start.AddSeconds(-one.Number("age_s")), one.Whole("value"), state);
        }

        return new() { ["stabilized"] = behavior.Stabilize(JsonRead.Start, input.Whole("current"), input.Whole("desired"), state) };
    }

    private static JsonArray Sequence(JsonObject input)
    {
        HpaBehavior behavior = Behavior(input);
        long[] state = new long[behavior.StateLength];
        int current = input.Whole("initial");
        behavior.Recommend(JsonRead.Start, current, state);
        JsonArray results = [];
        foreach (JsonObject step in input.Objects("steps"))
        {
            DateTimeOffset now = JsonRead.Start.AddSeconds(step.Number("t"));
            current = step.Whole("external_replicas", current);
            int desired = step.Whole("desired");
            int stabilized = behavior.Stabilize(now, current, desired, state);
            behavior.Recommend(now, desired, state);
            int replicas = behavior.Limit(now, current, stabilized, state, out HpaLimit limit);
            behavior.Change(now, replicas - current, state);
            current = replicas;
            results.Add(new JsonObject
            {
                ["t"] = step["t"]!.DeepClone(),
                ["stabilized"] = stabilized,
                ["replicas"] = replicas,
                ["limited_by"] = limit.ToString(),
            });
        }

        return results;
    }

    private static HpaBehavior Behavior(JsonObject input) => new()
    {
        NodesMin = input.Whole("min", 1),
        NodesMax = input.Whole("max", int.MaxValue),
        Up = Rules(input["scaleUp"], HpaRules.Up),
        Down = Rules(input["scaleDown"], HpaRules.Down),
    };

    private static HpaRules Rules(JsonNode? node, HpaRules otherwise) => node is null ? otherwise : otherwise with
    {
        Window = node.Seconds("stabilizationWindowSeconds", otherwise.Window.TotalSeconds),
        Select = Enum.Parse<HpaSelect>(node.Text("selectPolicy", "Max")),
        Rates = node["policies"] is null ? otherwise.Rates : node.Objects("policies").Select(ReadRate).ToValueList(),
    };

    private static HpaRate ReadRate(JsonNode node) =>
        new(Enum.Parse<HpaRateType>(node.Text("type")), node.Whole("value"), node.Seconds("periodSeconds"));

    private static IEnumerable<(double Age, int Change)> Events(JsonObject input, string key, int sign) =>
        input.Objects(key).Select(one => (one.Number("age_s"), sign * one.Whole("change")));
}
