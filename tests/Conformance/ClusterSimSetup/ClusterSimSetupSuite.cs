using Scalewright.Storage.State;

namespace Conformance.ClusterSimSetup;

/// <summary>Compares the files of a set-up by the compat rules, or the recorded parts of large ones.</summary>
public sealed class ClusterSimSetupSuite : ISuite
{
    private const string CryptoFolder = "directory (created empty)";

    public string Name => "cluster-sim-setup";

    public IEnumerable<ConformanceCase> Cases(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.json")
            .Order(StringComparer.Ordinal)
            .Select(path => new ConformanceCase(Path.GetFileNameWithoutExtension(path), token =>
                FirstDifferenceAsync(JsonNode.Parse(File.ReadAllText(path))!.AsObject(), token)
            ));

    private static async Task<string?> FirstDifferenceAsync(JsonObject item, CancellationToken cancellationToken)
    {
        StorageClusterSpec setup = SetupOf(item["args"]!);
        JsonObject files = [];
        try
        {
            await using StorageCluster cluster = await StorageCluster.CreateAsync(setup, cancellationToken: cancellationToken);
            foreach ((string name, string text) in cluster.DescribeFiles())
            {
                files[name] = JsonNode.Parse(text);
            }

            foreach (ServerLayout server in setup.CreateLayout().Servers)
            {
                files[$"{server.Name}_crypto/"] = CryptoFolder;
            }
        }
        catch (StorageException exception)
        {
            if (item.Text("error") is { Length: > 0 } error && !error.StartsWith(exception.Problems[0].Field, StringComparison.Ordinal))
            {
                return $"expected {error}, was {exception.Problems[0]}";
            }

            return item["error"] is null
                ? exception.Message
                : JsonDifference.First(
                    item["files"],
                    new JsonObject(CreateRefusedFiles(setup).Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value)))
                );
        }

        return item["error"] is not null ? $"expected {item["error"]}, was set up" : FirstDifference(item, files);
    }

    /// <summary>Returns the files that the reference simulator writes before it rejects an invalid specification.</summary>
    private static IEnumerable<KeyValuePair<string, JsonNode>> CreateRefusedFiles(StorageClusterSpec setup)
    {
        StorageTables tables = new();
        tables.Apply(
            new StorageChange
            {
                Setup = setup,
                PowerUnits = [.. Enumerable.Range(0, setup.PduCount).Select(number => new PowerUnitLayout(number).Name)],
            }
        );
        return LayoutFiles.Create(tables).Where(file => !file.Key.StartsWith("devices", StringComparison.Ordinal));
    }

    private static StorageClusterSpec SetupOf(JsonNode args) =>
        new()
        {
            ServerCount = args.Whole("server_count"),
            WorkerCount = args.Whole("worker_count"),
            VolumeCount = args["volume_count"] is null ? null : args.Whole("volume_count"),
            NidsPerServer = args.Whole("nid_count", 1),
            ServersPerCluster = args.Whole("cluster_size", 4),
            PduCount = args.Whole("pdu_count", 1),
            ServersPerStorageUnit = args.Whole("su_size"),
            Rules = HaRuleSet.Compat,
        };

    private static string? FirstDifference(JsonObject item, JsonObject files)
    {
        foreach ((string part, JsonNode? expected) in item.Where(entry => entry.Key is not ("args" or "error" or "id")))
        {
            string? difference = part switch
            {
                "files" => JsonDifference.First(expected, Renamed(files)),
                "file_names" => JsonDifference.First(
                    expected,
                    files
                        .Select(file => file.Key)
                        .Where(name => !name.EndsWith('/') || expected!.ToJsonString().Contains("_crypto/", StringComparison.Ordinal))
                        .Order(StringComparer.Ordinal)
                        .Select(name => (JsonNode?)name)
                        .ToJson()
                ),
                "network_interfaces" => expected!
                    .AsObject()
                    .Select(file => JsonDifference.First(file.Value, files[file.Key]?["network_interfaces"], file.Key))
                    .FirstOrDefault(found => found is not null),
                _ => DeviceNumbers.FirstDifference(expected, files["devices.json"]!["devices"]!.AsObject(), part),
            };
            if (difference is not null)
            {
                return difference;
            }
        }

        return null;
    }

    /// <summary>Ids of physical disks are random; each controller numbers them in its order.</summary>
    private static JsonNode Renamed(JsonObject files)
    {
        string text = files.ToJsonString();
        foreach (string name in files.Select(file => file.Key).Where(key => key.StartsWith("fake_controller_", StringComparison.Ordinal)))
        {
            int number = 0;
            foreach (JsonNode? disk in files[name]!["luns"]!.AsObject().SelectMany(lun => lun.Value!["wwids"]!.AsArray()))
            {
                text = text.Replace((string)disk!, $"wwid-{number++}", StringComparison.Ordinal);
            }
        }

        return JsonNode.Parse(text)!;
    }
}

internal static class DeviceNumbers
{
    public static string? FirstDifference(JsonNode? expected, JsonObject devices, string part) =>
        expected switch
        {
            JsonObject table => table
                .Select(entry => Difference(entry.Key, entry.Value, devices, part))
                .FirstOrDefault(found => found is not null),
            JsonValue count => JsonDifference.First(
                count,
                devices.Select(device => NumberOf(device.Value)).Distinct(StringComparer.Ordinal).Count(),
                part
            ),
            _ => $"{part}: this part is not known",
        };

    private static string? Difference(string key, JsonNode? expected, JsonObject devices, string part)
    {
        if (devices.ContainsKey(key))
        {
            return JsonDifference.First(
                expected is JsonObject described ? described["major_minor"] : expected,
                NumberOf(devices[key]),
                $"{part}.{key}"
            );
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
