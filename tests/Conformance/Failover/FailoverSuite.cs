using Scalewright.Storage.Servers;

namespace Conformance.Failover;

/// <summary>The resource model with both rule sets, with and without power, and scores as in Pacemaker.</summary>
public sealed class FailoverSuite : ISuite
{
    public string Name => "failover";

    public IEnumerable<ConformanceCase> Cases(string folder) =>
        Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(CasesOf);

    private static IEnumerable<ConformanceCase> CasesOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        JsonObject item = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        if (item.ContainsKey("steps"))
        {
            return [new ConformanceCase(name, _ => Task.FromResult(PacemakerCases.FirstDifference(item)))];
        }

        return item.ContainsKey("strict")
            ? ResourceModelCases.Of(name, item)
            : [new ConformanceCase(name, token => PowerCases.FirstDifferenceAsync(item, token))];
    }
}

internal static class PowerCases
{
    public static async Task<string?> FirstDifferenceAsync(JsonObject item, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("power").FullName;
        PowerScene scene = new(new StorageClusterOptions { Folder = folder });
        try
        {
            await scene.BeginAsync(SetupOf(item), item.Flag("reloaded_after_setup"), cancellationToken);
            await ConfigureAsync(scene, item, cancellationToken);
            return await FirstDifferenceAsync(scene, item, cancellationToken);
        }
        finally
        {
            await scene.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static StorageClusterSpec SetupOf(JsonObject item) =>
        new()
        {
            ServerCount = item.Whole("servers"),
            WorkerCount = 0,
            ServersPerCluster = item.Whole("cluster_size"),
            PduCount = item.Whole("pdu_count"),
            Rules = HaRuleSet.Compat,
        };

    private static async Task ConfigureAsync(PowerScene scene, JsonObject item, CancellationToken cancellationToken)
    {
        foreach (JsonObject target in item.Objects("targets"))
        {
            string label = target.Text("ha_label");
            int cluster = scene.Cluster.Servers.Get(new ServerName(target.Text("primary")).Fqdn).Cluster;
            await scene.Cluster.Availability.ApplyAsync(
                cluster,
                HaEvent.Configure(label, target.Text("primary"), isPrimary: true),
                cancellationToken
            );
            if (target["secondary"] is not null)
            {
                await scene.Cluster.Availability.ApplyAsync(
                    cluster,
                    HaEvent.Configure(label, target.Text("secondary"), isPrimary: false),
                    cancellationToken
                );
            }

            await scene.Cluster.Availability.ApplyAsync(cluster, HaEvent.Start(label), cancellationToken);
        }
    }

    private static async Task<string?> FirstDifferenceAsync(PowerScene scene, JsonObject item, CancellationToken cancellationToken)
    {
        JsonArray trace = item["trace"]!.AsArray();
        string? error = null;
        int step = 0;
        foreach (JsonObject happening in item.Objects("events").Prepend([]))
        {
            error = happening.Count == 0 ? null : await scene.ApplyAsync(happening, cancellationToken);
            if (JsonDifference.First(trace[step], Shown(scene.Cluster, error), $"trace[{step}]") is { } difference)
            {
                return difference;
            }

            step++;
        }

        return null;
    }

    private static JsonObject Shown(StorageCluster cluster, string? error)
    {
        HaState[] states = [.. cluster.Availability.ClusterNumbers.Select(cluster.Availability.GetState)];
        ValueList<StorageServer> servers = cluster.Servers.All;
        return new JsonObject
        {
            ["error"] = error,
            ["placement"] = Entries(states.SelectMany(state => state.Targets), target => target.Key, target => target.Value.CurrentNode),
            ["cluster_online"] = Entries(states.SelectMany(state => state.Nodes), node => node.Key, node => node.Value.IsOnline),
            ["agent_running"] = Entries(servers, server => server.Name.Fqdn, server => cluster.Servers.IsAgentRunning(server.Name.Fqdn)),
            ["has_power"] = Entries(servers, server => server.Name.Fqdn, server => cluster.Power.HasPower(server.Name.Fqdn)),
            ["outlets"] = Entries(
                cluster.Power.Units,
                unit => unit,
                unit => Entries(cluster.Power.GetOutlets(unit), outlet => outlet.Key, outlet => outlet.Value)
            ),
        };
    }

    private static JsonObject Entries<T>(IEnumerable<T> items, Func<T, string> key, Func<T, JsonNode?> value) =>
        new(items.Select(item => KeyValuePair.Create(key(item), value(item))));
}
