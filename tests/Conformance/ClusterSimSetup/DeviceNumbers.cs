using System.Text.Json.Nodes;
using Conformance.Decisions;

namespace Conformance.ClusterSimSetup;

/// <summary>Compares the table of device numbers, and which of them several disks share.</summary>
internal static class DeviceNumbers
{
    public static string? FirstDifference(JsonNode? expected, JsonObject devices, string part) => expected switch
    {
        JsonObject table => table.Select(entry => Difference(entry.Key, entry.Value, devices, part)).FirstOrDefault(found => found is not null),
        JsonValue count => JsonDifference.First(count, devices.Select(device => NumberOf(device.Value)).Distinct(StringComparer.Ordinal).Count(), part),
        _ => $"{part}: this part is not known",
    };

    private static string? Difference(string key, JsonNode? expected, JsonObject devices, string part)
    {
        if (devices.ContainsKey(key))
        {
            return JsonDifference.First(expected is JsonObject described ? described["major_minor"] : expected, NumberOf(devices[key]), $"{part}.{key}");
        }

        string[] sharing = [.. devices.Where(device => NumberOf(device.Value) == key).Select(device => device.Key)];
        JsonNode? actual = expected switch
        {
            JsonArray => sharing.Select(serial => (JsonNode?)serial).ToJson(),
            JsonValue value when value.TryGetValue(out int _) => sharing.Length,
            _ => sharing.LastOrDefault(),
        };
        return JsonDifference.First(expected, actual, $"{part}.{key}");
    }

    private static string NumberOf(JsonNode? device) => (string)device!["major_minor"]!;
}
