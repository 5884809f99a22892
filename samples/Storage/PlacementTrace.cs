using System.Text.Json;
using System.Text.Json.Nodes;
using Scalewright.Providers.Simulation.HighAvailability;

namespace StorageSample;

/// <summary>Replays events on a high-availability cluster, and prints the state after each as JSON.</summary>
internal static class PlacementTrace
{
    public static IEnumerable<string> Of(IEnumerable<HaEvent> events, RuleSet rules)
    {
        HaState state = HaState.Empty;
        foreach (HaEvent happening in events)
        {
            HaOutcome outcome = ResourceModel.Apply(state, happening, rules);
            state = outcome.State;
            yield return Show(outcome, rules).ToJsonString(JsonSerializerOptions.Default);
        }
    }

    private static JsonObject Show(HaOutcome outcome, RuleSet rules)
    {
        HaState state = outcome.State;
        JsonObject shown = new()
        {
            ["placement"] = new JsonObject(state.Targets.Select(target => KeyValuePair.Create(target.Key, (JsonNode?)target.Value.Place))),
            ["online"] = new JsonObject(state.Nodes.Select(node => KeyValuePair.Create(node.Key, (JsonNode?)node.Value.IsOnline))),
            ["error"] = Word(outcome.Refusal),
        };
        if (rules == RuleSet.Compat)
        {
            shown["on_offline"] = new JsonArray([.. state.Targets.Values.Where(target => target.Place is { } place && !state.MayRun(place)).Select(target => (JsonNode?)target.Label)]);
        }

        return shown;
    }

    private static string? Word(HaRefusal refusal) => refusal switch
    {
        HaRefusal.None => null,
        HaRefusal.NotFound => "not_found",
        HaRefusal.NoOnlineHost => "no_online_host",
        HaRefusal.TargetUnavailable => "target_unavailable",
        _ => "not_started",
    };
}
