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

    private static readonly string[] NotNegative = ["minimum_vms", "maximum_vms", "cooldown_period"];

    public ValueList<DomainCloud> Clouds => Topology.FindDomain(Name)!.Clouds;

    /// <summary>Reads a first configuration; null when it must be refused.</summary>
    public static OverflowConfig? Read(JsonObject config)
    {
        bool isComplete = Needed.All(key => config[key] is not null) && !config.ContainsKey("domain_desired_size");
        Topology blank = Topology.Create("conformance").Build().WithDomain(new Domain(Name));
        return isComplete ? WithClouds(blank, config, config.DeepClone().AsObject()) : null;
    }

    /// <summary>Merges a change; null when it must be refused.</summary>
    public OverflowConfig? Merge(JsonObject change)
    {
        if (NotNegative.Any(key => change.Number(key) < 0))
        {
            return null;
        }

        JsonObject fields = Fields.DeepClone().AsObject();
        foreach ((string key, JsonNode? value) in change)
        {
            fields[key] = value?.DeepClone();
        }

        return WithClouds(Topology, change, fields);
    }

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
