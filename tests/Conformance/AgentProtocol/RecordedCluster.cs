using System.Text.Json;
using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage;
using Scalewright.Storage.Setup;

namespace Conformance.AgentProtocol;

/// <summary>The cluster that was recorded, as far as the recording shows it: its servers, disks and interfaces, and who of the others was online.</summary>
internal sealed class RecordedCluster(ProtocolTranscript transcript)
{
    private readonly ServerName _name = ServerName.Parse(transcript.Fqdn);
    private readonly JsonElement[] _bodies =
        [.. transcript.Posts.SelectMany(row => row.Messages).Select(message => message.GetProperty("body")).Where(body => body.ValueKind == JsonValueKind.Object)];

    /// <summary>Sets the same cluster up with our own model; the recorded server itself has not started.</summary>
    public async Task<StorageCluster> MakeAsync(TimeProvider clock)
    {
        JsonProperty[] members = [.. Fields("crm_info", "nodes")];
        int[] indexes = [.. members.Select(member => ServerName.Parse(member.Name)).Append(_name).Where(name => !IsWorker(name)).Select(Index)];
        int servers = indexes.Length == 0 ? 0 : indexes.Max() + 1;
        StorageSetup setup = new()
        {
            ServerCount = servers,
            WorkerCount = IsWorker(_name) ? Index(_name) + 1 : 0,
            VolumeCount = Fields("devs").Count(),
            NidCount = Fields("interfaces").Count(),
            ClusterSize = Math.Max(1, members.Length),
            Rules = RuleSet.Compat,
        };
        StorageCluster cluster = await StorageCluster.CreateAsync(setup, new StorageClusterOptions { Clock = clock });
        foreach (JsonProperty member in members.Where(member => member.Name != _name.Node && ProtocolTranscript.Text(member.Value, "online") == "false"))
        {
            await cluster.Availability.ApplyAsync(cluster.Servers.Of(transcript.Fqdn).Cluster, HaEvent.Leave(member.Name));
        }

        return cluster;
    }

    // What the first message that has these fields holds there.
    private IEnumerable<JsonProperty> Fields(params string[] path) =>
        _bodies.Select(body => path.Aggregate((JsonElement?)body, (inner, name) => inner is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out JsonElement found) ? found : null))
            .FirstOrDefault(found => found is { ValueKind: JsonValueKind.Object })?.EnumerateObject() ?? Enumerable.Empty<JsonProperty>();

    private static bool IsWorker(ServerName name) => ServerName.OfWorker(Index(name)).Node == name.Node;

    private static int Index(ServerName name) => int.Parse(string.Concat(name.Node.Where(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture);
}
