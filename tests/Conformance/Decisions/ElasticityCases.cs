using System.Text.Json.Nodes;
using Scalewright;
using Scalewright.Decisions;

namespace Conformance.Decisions;

/// <summary>Elasticity of a supply, and what follows from it.</summary>
internal static class ElasticityCases
{
    private static readonly string[] Terms = ["theta_u", "theta_o", "tau_u", "tau_o"];

    public static JsonNode Run(JsonObject input) => input.Text("kind") switch
    {
        "metrics" => Metrics(input),
        "elastic_speedup" => Speedup(input["system"]!, input["baseline"]!),
        _ => new JsonObject { ["deviation"] = Read(input["metrics"]!).Deviation },
    };

    private static JsonObject Metrics(JsonObject input)
    {
        Elasticity measured = Elasticity.Measure(Steps(input, "demand"), Steps(input, "supply"), input.Seconds("duration_s"), input.Seconds("sample_s"));
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

    private static JsonObject Speedup(JsonNode system, JsonNode baseline) => new()
    {
        ["elastic_speedup"] = Read(system).SpeedupOver(Read(baseline)),
        ["terms"] = Terms.Where(term => IsCounted(system.MaybeNumber(term), baseline.MaybeNumber(term))).Select(term => (JsonNode?)term).ToJson(),
    };

    /// <summary>A ratio is not defined where a term is not there for one of the two, or 0 in one alone; 0 in both says nothing.</summary>
    private static bool IsCounted(double? system, double? baseline) =>
        system is { } mine && baseline is { } other && double.IsFinite(mine) && double.IsFinite(other) && mine != 0 && other != 0;

    private static Elasticity Read(JsonNode node) => new(
        node.MaybeNumber("theta_u"),
        node.MaybeNumber("theta_o"),
        node.MaybeNumber("tau_u"),
        node.MaybeNumber("tau_o"),
        0,
        0,
        0,
        0,
        0,
        node.MaybeNumber("instability_pct"));

    private static ValueList<StepValue> Steps(JsonObject input, string key) =>
        input[key]!.AsArray().Select(step => new StepValue(step![0]!.GetValue<double>(), step[1]!.GetValue<double>())).ToValueList();
}
