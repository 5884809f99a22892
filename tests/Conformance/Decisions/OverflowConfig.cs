using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scalewright;
using Scalewright.Decisions;
using Scalewright.Topologies;

namespace Conformance.Decisions;

/// <summary>The configuration of the error-overflow engine, as it is sent.</summary>
internal sealed record OverflowConfig(Topology Topology, JsonObject Fields)
{
    private const string Name = "case";

    private static readonly string[] Needed = ["clouds", "minimum_vms", "dtname"];

    // In the order in which the reference takes them over: what comes before the first that it refuses, stays.
    private static readonly string[] Settings =
    [
        "dtname", "minimum_vms", "maximum_vms", "metric", "sample_function", "cooldown_period",
        "scale_up_n_vms", "scale_up_threshold", "scale_down_n_vms", "scale_down_threshold",
    ];

    private static readonly string[] Wholes = ["minimum_vms", "maximum_vms", "cooldown_period", "scale_up_n_vms", "scale_down_n_vms"];

    public ValueList<DomainCloud> Clouds => Topology.FindDomain(Name)!.Clouds;

    /// <summary>Reads a first configuration; null when it must be refused.</summary>
    public static OverflowConfig? Read(JsonObject config)
    {
        bool isComplete = Needed.All(key => config[key] is not null) && !config.ContainsKey("domain_desired_size");
        OverflowConfig blank = new(Topology.Create("conformance").Build().WithDomain(new Domain(Name)), []);
        return isComplete && blank.Merge(config) is { IsRefused: false } merged ? merged.Config : null;
    }

    /// <summary>Merges a change. Of one that is refused, what was taken over by then stays.</summary>
    public (OverflowConfig Config, bool IsRefused) Merge(JsonObject change)
    {
        if (WithClouds(Topology, change, Fields.DeepClone().AsObject()) is not { } merged)
        {
            return (this, true);
        }

        foreach (string key in Settings.Where(change.ContainsKey))
        {
            if (IsRefused(key, change[key]))
            {
                return (merged, true);
            }

            merged.Fields[key] = change[key]?.DeepClone();
        }

        return (merged, false);
    }

    private static bool IsRefused(string key, JsonNode? value) =>
        key == "dtname" ? value is not JsonValue name || name.GetValue<string>().Length == 0
        : Wholes.Contains(key) && (ReadWhole(value) is not { } number || (number < 0 && key != "scale_down_n_vms"));

    private static OverflowConfig? WithClouds(Topology topology, JsonObject change, JsonObject fields)
    {
        try
        {
            return ReadClouds(change) is { } clouds ? new(topology.WithClouds(Name, clouds), fields) : null;
        }
        catch (DecisionException)
        {
            return null;
        }
    }

    private static ValueList<CloudLimit>? ReadClouds(JsonObject config)
    {
        CloudLimit?[] clouds = [.. config.Objects("clouds").Select(ReadCloud)];
        return config["clouds"] is null || clouds.Any(cloud => cloud is null) ? null : clouds.Select(cloud => cloud!).ToValueList();
    }

    private static CloudLimit? ReadCloud(JsonObject cloud) =>
        cloud["site_name"] is not null && ReadWhole(cloud["size"]) is { } size && ReadWhole(cloud["rank"]) is { } rank
            ? new(cloud.Text("site_name"), size, rank)
            : null;

    private static int? ReadWhole(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Number => (int)node.GetValue<double>(),
        JsonValueKind.String when int.TryParse(node.GetValue<string>(), CultureInfo.InvariantCulture, out int value) => value,
        _ => null,
    };
}
