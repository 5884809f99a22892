using Scalewright.Decisions.Policies;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scalewright;

namespace Conformance.Decisions;

/// <summary>The configuration of the error-overflow engine, as it is sent.</summary>
internal sealed record OverflowConfig(ValueList<CloudLimit> Clouds, JsonObject Fields)
{
    private static readonly string[] Needed = ["clouds", "minimum_vms", "dtname"];

    private static readonly string[] NotNegative = ["minimum_vms", "maximum_vms", "cooldown_period"];

    /// <summary>Reads a first configuration; null when it must be refused.</summary>
    public static OverflowConfig? Read(JsonObject config)
    {
        bool isComplete = Needed.All(key => config[key] is not null) && !config.ContainsKey("domain_desired_size");
        return isComplete && ReadClouds(config) is { } clouds && CloudLimits.Check(clouds).Count == 0
            ? new(CloudLimits.Merge([], clouds), config.DeepClone().AsObject())
            : null;
    }

    /// <summary>Merges a change; null when it must be refused.</summary>
    public OverflowConfig? Merge(JsonObject change)
    {
        if (ReadClouds(change) is not { } clouds || NotNegative.Any(key => change.Number(key) < 0))
        {
            return null;
        }

        ValueList<CloudLimit> merged = CloudLimits.Merge(Clouds, clouds);
        JsonObject fields = Fields.DeepClone().AsObject();
        foreach ((string key, JsonNode? value) in change)
        {
            fields[key] = value?.DeepClone();
        }

        return CloudLimits.Check(merged).Count == 0 ? new(merged, fields) : null;
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
