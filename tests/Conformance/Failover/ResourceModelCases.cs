namespace Conformance.Failover;

internal static class ResourceModelCases
{
    public static IEnumerable<ConformanceCase> Of(string name, JsonObject item) =>
        [
            new($"{name} strict", _ => Task.FromResult(FirstDifference(item, HaRuleSet.Strict, "strict"))),
            new($"{name} compat", _ => Task.FromResult(FirstDifference(item, HaRuleSet.Compat, "compat"))),
        ];

    public static string Word(HaRejection refusal) =>
        refusal switch
        {
            HaRejection.NotFound => "not_found",
            HaRejection.NoOnlineHost => "no_online_host",
            HaRejection.TargetUnavailable => "target_unavailable",
            _ => "not_started",
        };

    private static string? FirstDifference(JsonObject item, HaRuleSet rules, string trace)
    {
        HaState state = HaState.Empty;
        int step = 0;
        foreach (JsonObject happening in item.Objects("events"))
        {
            HaResult outcome = FailoverModel.Apply(state, Read(happening), rules);
            state = outcome.State;
            if (JsonDifference.First(item[trace]!.AsArray()[step], Shown(outcome, rules), $"{trace}[{step}]") is { } difference)
            {
                return difference;
            }

            step++;
        }

        return null;
    }

    private static HaEvent Read(JsonObject happening)
    {
        string node = happening.Text("node");
        string label = happening.Text("ha_label");
        return happening.Text("op") switch
        {
            "join" => HaEvent.Join(node),
            "leave" => HaEvent.Leave(node),
            "configure" => HaEvent.Configure(label, node, happening.Flag("primary")),
            "unconfigure" => HaEvent.Unconfigure(label, happening.Flag("primary")),
            "start" => HaEvent.Start(label),
            "stop" => HaEvent.Stop(label),
            "failover" => HaEvent.Failover(label),
            "failback" => HaEvent.Failback(label),
            "standby" => HaEvent.Standby(node, happening.Flag("value")),
            "clear" => HaEvent.Clear(),
            string other => throw new InvalidDataException($"operation {other} is not known"),
        };
    }

    private static JsonObject Shown(HaResult outcome, HaRuleSet rules)
    {
        HaState state = outcome.State;
        JsonObject shown = new()
        {
            ["placement"] = new JsonObject(
                state.Targets.Select(target => KeyValuePair.Create(target.Key, (JsonNode?)target.Value.CurrentNode))
            ),
            ["online"] = new JsonObject(state.Nodes.Select(node => KeyValuePair.Create(node.Key, (JsonNode?)node.Value.IsOnline))),
            ["error"] = outcome.Rejection == HaRejection.None ? null : Word(outcome.Rejection),
        };
        if (rules == HaRuleSet.Compat)
        {
            shown["on_offline"] = state
                .Targets.Values.Where(target => target.CurrentNode is { } place && !state.CanRun(place))
                .Select(target => (JsonNode?)target.Label)
                .ToJson();
        }

        return shown;
    }
}
