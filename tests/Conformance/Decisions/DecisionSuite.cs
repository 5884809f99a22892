namespace Conformance.Decisions;

/// <summary>Each file is an array of cases, and the prefix of its name selects the rule.</summary>
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

    public string Name => "decisions";

    public IEnumerable<ConformanceCase> Cases(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            string file = Path.GetFileNameWithoutExtension(path);
            string? family = Families.Keys.Where(name => file.StartsWith(name, StringComparison.Ordinal)).MaxBy(name => name.Length);
            if (family is null)
            {
                yield return new(file, _ =>
                    Task.FromResult<string?>($"no rule is known by this name; they are {string.Join(", ", Families.Keys)}")
                );
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

    // Null is unknown or not applicable, which is the same as a missing value.
    private static JsonNode? Known(JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(
                map.Where(entry => entry.Value is not null).Select(entry => KeyValuePair.Create(entry.Key, Known(entry.Value)))
            ),
            JsonArray list => new JsonArray([.. list.Select(Known)]),
            JsonNode value => value.DeepClone(),
            null => null,
        };
}

internal static class KpaCases
{
    public static JsonNode Run(JsonObject input)
    {
        KpaSizing policy = Policy(input["spec"]!);
        long[] state = new long[policy.StateLength];
        DateTimeOffset now = JsonRead.Start;
        int initial = input.Whole("initial_ready");
        int desired = initial;
        policy.Initialize(
            new()
            {
                Timestamp = now,
                DesiredCount = initial,
                ReadyCount = initial,
            },
            state
        );
        JsonArray steps = [];
        foreach (JsonObject step in input.Objects("steps"))
        {
            now += step.Seconds("advance_s");
            bool isKnown = !step.Flag("no_data");
            MetricReading[] metrics = isKnown
                ? [MetricReading.FromValue("stable", step.Number("stable")), MetricReading.FromValue("panic", step.Number("panic"))]
                : [];
            Decision decision = policy.Decide(
                new()
                {
                    Timestamp = now,
                    DesiredCount = desired,
                    ReadyCount = step.Whole("ready"),
                    Metrics = metrics,
                },
                state
            );
            desired = decision.To;
            steps.Add(
                new JsonObject
                {
                    ["desired"] = isKnown ? desired : 0,
                    ["excess_burst_capacity"] = isKnown ? KpaSizing.GetExcessBurstCapacity(state) : 0,
                    ["panicking"] = KpaSizing.IsPanicking(state),
                    ["valid"] = isKnown,
                }
            );
        }

        return new JsonObject { ["steps"] = steps };
    }

    private static KpaSizing Policy(JsonNode spec) =>
        new()
        {
            StableMetric = "stable",
            PanicMetric = "panic",
            TargetValue = spec.Number("target_value", 70),
            TotalValue = spec.Number("total_value", 100),
            MaxScaleUpRate = spec.Number("max_scale_up_rate", 1000),
            MaxScaleDownRate = spec.Number("max_scale_down_rate", 2),
            PanicThreshold = spec.Number("panic_threshold", 2),
            StableWindow = spec.Seconds("stable_window_s", 60),
            ScaleDownDelay = spec.Seconds("scale_down_delay_s"),
            ActivationScale = spec.Whole("activation_scale"),
            IsReachable = spec.Flag("reachable", true),
            TargetBurstCapacity = spec.Number("target_burst_capacity", 211),
        };
}

internal static class ElasticityCases
{
    private static readonly string[] Terms = ["theta_u", "theta_o", "tau_u", "tau_o"];

    public static JsonNode Run(JsonObject input) =>
        input.Text("kind") switch
        {
            "metrics" => Metrics(input),
            "elastic_speedup" => Speedup(input["system"]!, input["baseline"]!),
            _ => new JsonObject { ["deviation"] = Read(input["metrics"]!).Deviation },
        };

    private static JsonObject Metrics(JsonObject input)
    {
        Elasticity measured = Elasticity.Measure(
            Steps(input, "demand"),
            Steps(input, "supply"),
            input.Seconds("duration_s"),
            input.Seconds("sample_s")
        );
        return new()
        {
            ["theta_u"] = measured.ThetaUnder,
            ["theta_o"] = measured.ThetaOver,
            ["tau_u"] = measured.TauUnder,
            ["tau_o"] = measured.TauOver,
            ["accuracy_u_units"] = measured.UnitsUnder,
            ["accuracy_o_units"] = measured.UnitsOver,
            ["jitter_per_hour"] = measured.JitterPerHour,
            ["demand_changes"] = measured.DemandChanges,
            ["supply_changes"] = measured.SupplyChanges,
            ["instability_pct"] = measured.InstabilityPercent,
        };
    }

    private static JsonObject Speedup(JsonNode system, JsonNode baseline) =>
        new()
        {
            ["elastic_speedup"] = Read(system).SpeedupOver(Read(baseline)),
            ["terms"] = Terms
                .Where(term => IsCounted(system.MaybeNumber(term), baseline.MaybeNumber(term)))
                .Select(term => (JsonNode?)term)
                .ToJson(),
        };

    /// <summary>A ratio is undefined if a term is missing for one of the two, or 0 for only one.</summary>
    private static bool IsCounted(double? system, double? baseline) =>
        system is { } mine && baseline is { } other && double.IsFinite(mine) && double.IsFinite(other) && mine != 0 && other != 0;

    private static Elasticity Read(JsonNode node) =>
        new(
            node.MaybeNumber("theta_u"),
            node.MaybeNumber("theta_o"),
            node.MaybeNumber("tau_u"),
            node.MaybeNumber("tau_o"),
            0,
            0,
            0,
            0,
            0,
            node.MaybeNumber("instability_pct")
        );

    private static ValueList<StepFunctionPoint> Steps(JsonObject input, string key) =>
        input[key]!
            .AsArray()
            .Select(step => new StepFunctionPoint(step![0]!.GetValue<double>(), step[1]!.GetValue<double>()))
            .ToValueList();
}

internal static class HpaBehaviorCases
{
    public static JsonNode Run(JsonObject input) =>
        input.Text("kind") switch
        {
            "rate" => Rate(input),
            "stabilize" => Stabilize(input),
            _ => Sequence(input),
        };

    private static JsonObject Rate(JsonObject input)
    {
        HpaBehavior behavior = Behavior(input);
        long[] state = new long[behavior.StateLength];
        foreach (
            (double age, int change) in Events(input, "up_events", 1)
                .Concat(Events(input, "down_events", -1))
                .OrderByDescending(one => one.Age)
        )
        {
            behavior.RecordScaleEvent(JsonRead.Start.AddSeconds(-age), change, state);
        }

        int replicas = behavior.Limit(
            JsonRead.Start,
            input.Whole("current"),
            input.Whole("desired"),
            input.Whole("min", 1),
            input.Whole("max", int.MaxValue),
            state,
            out HpaLimit limit
        );
        return new() { ["replicas"] = replicas, ["limited_by"] = limit.ToString() };
    }

    private static JsonObject Stabilize(JsonObject input)
    {
        HpaBehavior behavior = new()
        {
            ScaleUp = HpaScalingRules.DefaultScaleUp with { StabilizationWindow = input.Seconds("up_window") },
            ScaleDown = HpaScalingRules.DefaultScaleDown with { StabilizationWindow = input.Seconds("down_window") },
        };
        long[] state = new long[behavior.StateLength];
        foreach (JsonObject one in input.Objects("recommendations").OrderByDescending(one => one.Number("age_s")))
        {
            behavior.RecordRecommendation(JsonRead.Start.AddSeconds(-one.Number("age_s")), one.Whole("value"), state);
        }

        return new() { ["stabilized"] = behavior.Stabilize(JsonRead.Start, input.Whole("current"), input.Whole("desired"), state) };
    }

    private static JsonArray Sequence(JsonObject input)
    {
        HpaBehavior behavior = Behavior(input);
        long[] state = new long[behavior.StateLength];
        int current = input.Whole("initial");
        behavior.RecordRecommendation(JsonRead.Start, current, state);
        JsonArray results = [];
        foreach (JsonObject step in input.Objects("steps"))
        {
            DateTimeOffset now = JsonRead.Start.AddSeconds(step.Number("t"));
            current = step.Whole("external_replicas", current);
            int desired = step.Whole("desired");
            int stabilized = behavior.Stabilize(now, current, desired, state);
            behavior.RecordRecommendation(now, desired, state);
            int replicas = behavior.Limit(
                now,
                current,
                stabilized,
                input.Whole("min", 1),
                input.Whole("max", int.MaxValue),
                state,
                out HpaLimit limit
            );
            behavior.RecordScaleEvent(now, replicas - current, state);
            current = replicas;
            results.Add(
                new JsonObject
                {
                    ["t"] = step["t"]!.DeepClone(),
                    ["stabilized"] = stabilized,
                    ["replicas"] = replicas,
                    ["limited_by"] = limit.ToString(),
                }
            );
        }

        return results;
    }

    private static HpaBehavior Behavior(JsonObject input) =>
        new()
        {
            ScaleUp = Rules(input["scaleUp"], HpaScalingRules.DefaultScaleUp),
            ScaleDown = Rules(input["scaleDown"], HpaScalingRules.DefaultScaleDown),
        };

    private static HpaScalingRules Rules(JsonNode? node, HpaScalingRules otherwise) =>
        node is null
            ? otherwise
            : otherwise with
            {
                StabilizationWindow = node.Seconds("stabilizationWindowSeconds", otherwise.StabilizationWindow.TotalSeconds),
                SelectPolicy = Enum.Parse<HpaScalingPolicySelect>(node.Text("selectPolicy", "Max")),
                Policies = node["policies"] is null ? otherwise.Policies : node.Objects("policies").Select(ReadRate).ToValueList(),
            };

    private static HpaScalingPolicy ReadRate(JsonNode node) =>
        new(Enum.Parse<HpaScalingPolicyType>(node.Text("type")), node.Whole("value"), node.Seconds("periodSeconds"));

    private static IEnumerable<(double Age, int Change)> Events(JsonObject input, string key, int sign) =>
        input.Objects(key).Select(one => (one.Number("age_s"), sign * one.Whole("change")));
}
