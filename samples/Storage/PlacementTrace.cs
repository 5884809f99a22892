using System.Text.Json.Nodes;
using Scalewright.Providers.Simulation.HighAvailability;

namespace StorageSample;

/// <summary>Replays events on a high-availability cluster, and prints the state after each as JSON.</summary>
internal static class PlacementTrace
{
    public static IEnumerable<string> Of(IEnumerable<HaEvent> events, HaRuleSet rules)
    {
        HaState state = HaState.Empty;
        foreach (HaEvent happening in events)
        {
            HaResult outcome = FailoverModel.Apply(state, happening, rules);
            state = outcome.State;
            yield return Show(outcome, rules).ToJsonString(JsonSerializerOptions.Default);
        }
    }

    private static JsonObject Show(HaResult outcome, HaRuleSet rules)
    {
        HaState state = outcome.State;
        JsonObject shown = new()
        {
            ["placement"] = new JsonObject(state.Targets.Select(target => KeyValuePair.Create(target.Key, (JsonNode?)target.Value.CurrentNode))),
            ["online"] = new JsonObject(state.Nodes.Select(node => KeyValuePair.Create(node.Key, (JsonNode?)node.Value.IsOnline))),
            ["error"] = Word(outcome.Rejection),
        };
        if (rules == HaRuleSet.Compat)
        {
            shown["on_offline"] = new JsonArray([.. state.Targets.Values.Where(target => target.CurrentNode is { } place && !state.CanRun(place)).Select(target => (JsonNode?)target.Label)]);
        }

        return shown;
    }

    private static string? Word(HaRejection refusal) => refusal switch
    {
        HaRejection.None => null,
        HaRejection.NotFound => "not_found",
        HaRejection.NoOnlineHost => "no_online_host",
        HaRejection.TargetUnavailable => "target_unavailable",
        _ => "not_started",
    };
}
