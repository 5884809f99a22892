using ScalehubSample;
using Scalewright.Documents;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;

namespace Conformance.Scalehub;

/// <summary>Follows the rules of the published custom platform.</summary>
public sealed class ScalehubSuite : ISuite
{
    private static readonly PlatformList Platforms = PlatformList.Default.With(new YourCustomPlatform { IsCompatible = true });

    public string Name => "scalehub";

    public IEnumerable<ConformanceCase> Cases(string folder) =>
        Directory
            .EnumerateDirectories(folder)
            .Order(StringComparer.Ordinal)
            .Where(item => File.Exists(Path.Combine(item, "config.ini")))
            .Select(item => new ConformanceCase(Path.GetFileName(item), token => DifferenceAsync(item, token)));

    private static async Task<string?> DifferenceAsync(string folder, CancellationToken cancellationToken)
    {
        JsonObject expected = JsonNode
            .Parse(await File.ReadAllTextAsync(Path.Combine(folder, "expected.json"), cancellationToken))!
            .AsObject();
        PlatformReadResult read = PlatformConfiguration.Read(
            await File.ReadAllBytesAsync(Path.Combine(folder, "config.ini"), cancellationToken)
        );
        if (read.Configuration is null)
        {
            return Refusal.FirstDifference(expected["error"] as JsonObject, read.Problems);
        }

        JsonArray platforms = [];
        foreach (PlatformSection section in read.Configuration.Platforms)
        {
            JsonNode? recorded = (expected["platforms"] as JsonArray)?.ElementAtOrDefault(platforms.Count);
            platforms.Add((JsonNode)await DescribeAsync(section, recorded?["instanceCount"], cancellationToken));
        }

        JsonObject actual = new() { ["platforms"] = platforms };
        return JsonDifference.First(expected, actual) ?? OrderDifference(expected, actual);
    }

    private static async Task<JsonObject> DescribeAsync(
        PlatformSection section,
        JsonNode? recordedCount,
        CancellationToken cancellationToken
    )
    {
        ValueList<Problem> problems = Platforms.Check(section);
        JsonObject result = new() { ["name"] = section.Name, ["type"] = section.Type };
        if (problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error) is { } error)
        {
            result["status"] = "error";
            result["error"] = Refusal.Describe(error, section);
            return result;
        }

        Platform platform = Platforms.Find(section.Type!)!;
        result["status"] = "ok";
        result["file"] = section.InventoryFileName;
        result["inventory"] = Describe(await platform.ProvisionAsync(section, cancellationToken));
        result["instanceCount"] = HasInvalidCount(problems) ? NameOfError(recordedCount) : platform.CountInstances(section);
        return result;
    }

    private static bool HasInvalidCount(ValueList<Problem> problems) =>
        problems.Any(problem => problem.Field.EndsWith(".instance_count", StringComparison.Ordinal));

    // Python's int() throws a ValueError. Some recordings have its name, others null.
    private static JsonNode? NameOfError(JsonNode? recordedCount) => recordedCount is null ? null : "ValueError";

    private static JsonObject Describe(Inventory inventory) =>
        new(
            inventory.Groups.Select(group => new KeyValuePair<string, JsonNode?>(
                group.Name,
                new JsonObject
                {
                    ["hosts"] = new JsonObject(
                        group.Hosts.Select(host => new KeyValuePair<string, JsonNode?>(host, Vars(inventory, host)))
                    ),
                }
            ))
        );

    private static JsonObject Vars(Inventory inventory, string host) =>
        new(
            ((DocumentMap)inventory.HostVars[host]!).Select(entry => new KeyValuePair<string, JsonNode?>(
                entry.Key,
                ((DocumentScalar)entry.Value).Text
            ))
        );

    /// <summary>Hosts of a group are ordered by role.</summary>
    private static string? OrderDifference(JsonObject expected, JsonObject actual)
    {
        (string wanted, string got) = (Hosts(expected), Hosts(actual));
        return wanted == got ? null : $"order of hosts: expected {wanted}, was {got}";
    }

    private static string Hosts(JsonObject result) =>
        string.Join(
            ' ',
            result["platforms"]!
                .AsArray()
                .Where(platform => platform!["inventory"] is not null)
                .SelectMany(platform => platform!["inventory"]!.AsObject().OrderBy(group => group.Key, StringComparer.Ordinal))
                .SelectMany(group => group.Value!["hosts"]!.AsObject().Select(host => $"{group.Key}/{host.Key}"))
        );
}
