using Scalewright.Decisions.Policies;
using System.Text.Json.Nodes;
using Scalewright.Decisions;

namespace Conformance.Decisions;

/// <summary>The Knative autoscaler, tick by tick.</summary>
internal static class KpaCases
{
    public static JsonNode Run(JsonObject input)
    {
        KpaSizing policy = Policy(input["spec"]!);
        long[] state = new long[policy.StateLength];
        DateTimeOffset now = JsonRead.Start;
        int initial = input.Whole("initial_ready");
        int desired = initial;
        policy.Begin(new() { At = now, Desired = initial, Ready = initial }, state);
        JsonArray steps = [];
        foreach (JsonObject step in input.Objects("steps"))
        {
            now += step.Seconds("advance_s");
            bool isKnown = !step.Flag("no_data");
            MetricReading[] metrics = isKnown ? [MetricReading.Of("stable", step.Number("stable")), MetricReading.Of("panic", step.Number("panic"))] : [];
            Decision decision = policy.Decide(new() { At = now, Desired = desired, Ready = step.Whole("ready"), Metrics = metrics }, state);
            desired = decision.To;
            steps.Add(new JsonObject
            {
                ["desired"] = isKnown ? desired : 0,
                ["excess_burst_capacity"] = isKnown ? KpaSizing.ExcessBurst(state) : 0,
                ["panicking"] = KpaSizing.IsPanicking(state),
                ["valid"] = isKnown,
            });
        }

        return new JsonObject { ["steps"] = steps };
    }

    private static KpaSizing Policy(JsonNode spec) => new()
    {
        StableMetric = "stable",
        PanicMetric = "panic",
        Target = spec.Number("target_value", 70),
        Total = spec.Number("total_value", 100),
        ScaleUpRate = spec.Number("max_scale_up_rate", 1000),
        ScaleDownRate = spec.Number("max_scale_down_rate", 2),
        PanicThreshold = spec.Number("panic_threshold", 2),
        StableWindow = spec.Seconds("stable_window_s", 60),
        ScaleDownDelay = spec.Seconds("scale_down_delay_s"),
        ActivationScale = spec.Whole("activation_scale"),
        IsReachable = spec.Flag("reachable", true),
        TargetBurst = spec.Number("target_burst_capacity", 211),
    };
}
