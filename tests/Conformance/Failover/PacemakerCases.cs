using System.Text.Json;
using System.Text.Json.Nodes;
using Conformance.Decisions;
using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Conformance.Failover;

/// <summary>Runs steps of events through the score model; compares places, nodes and who was fenced.</summary>
internal static class PacemakerCases
{
    public static string? FirstDifference(JsonObject item)
    {
        ScoreState state = ScoreState.Of(PacemakerReader.Configuration(item));
        bool isExact = item.Text("compare") != "counts";
        int step = 0;
        foreach (JsonNode? events in item["steps"]!.AsArray())
        {
            ScoreOutcome outcome = ScoreModel.Apply(state, [.. events!.AsArray().Select(happening => PacemakerReader.Event(happening!.AsObject()))]);
            state = outcome.State;
            JsonObject expected = item["trace"]!.AsArray()[step]!.AsObject();
            JsonObject actual = Shown(state);
            string? difference = JsonDifference.First(expected["nodes"], actual["nodes"], $"trace[{step}].nodes")
                ?? (isExact
                    ? JsonDifference.First(Sorted(expected["placement"]!.AsObject()), actual["placement"], $"trace[{step}].placement")
                    : PlacementCounts.FirstDifference(expected["placement"]!.AsObject(), actual["placement"]!.AsObject(), outcome, $"trace[{step}]"))
                ?? Difference(expected, outcome, $"trace[{step}].fenced");
            if (difference is not null)
            {
                return difference;
            }

            step++;
        }

        return null;
    }

    private static string? Difference(JsonObject expected, ScoreOutcome outcome, string place) => JsonDifference.First(
        expected["fenced"]!.AsArray().Select(name => (string?)name).Order(StringComparer.Ordinal).Select(name => (JsonNode?)name).ToJson(),
        outcome.Fenced.Order(StringComparer.Ordinal).Select(name => (JsonNode?)name).ToJson(),
        place);

    private static JsonObject Sorted(JsonObject placement) => new(placement.Select(entry => KeyValuePair.Create(
        entry.Key,
        entry.Value is JsonArray places ? places.Select(name => (string?)name).Order(StringComparer.Ordinal).Select(name => (JsonNode?)name).ToJson() : entry.Value?.DeepClone())));

    private static JsonObject Shown(ScoreState state)
    {
        JsonObject placement = [];
        foreach (ScoreResource resource in state.Configuration.Resources.Where(resource => !resource.IsFenceDevice))
        {
            foreach (ScoreResource part in resource.Members.Count > 0 ? resource.Members : [resource.CopyOf ?? resource])
            {
                string[] places = [.. state.PlacesOf(part.Id)];
                placement[part.Id] = resource.CopyOf is not null || places.Length > 1 ? places.Select(name => (JsonNode?)name).ToJson() : places.FirstOrDefault();
            }
        }

        return new JsonObject
        {
            ["placement"] = placement,
            ["nodes"] = new JsonObject(state.Nodes.Keys.Select(name => KeyValuePair.Create(name, (JsonNode?)JsonNamingPolicy.SnakeCaseLower.ConvertName(state.HealthOf(name).ToString())))),
        };
    }
}
