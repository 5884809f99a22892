using Loopback.Minimega;

namespace Conformance.Minimega;

/// <summary>
/// The recordings are consecutive sessions with one server, so a transcript shows machines and namespaces that it did
/// not create.
/// </summary>
internal static class StartingState
{
    private static readonly string[] ChangesMachines =
    [
        "vm launch",
        "vm kill",
        "vm flush",
        "vm start",
        "vm stop",
        "read ",
        "clear namespace",
        "clear all",
    ];
    private static readonly string[] ChangesNamespaces = ["namespace ", "clear namespace", "read ", "vlans range", "clear all"];

    private static readonly string[] ChangesRanges = ["vlans range", "clear namespace minimega", "clear all"];

    // The uptime of the machine of 01.
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(81);

    public static void Make(Transcript transcript, MinimegaServer server, ManualClock clock)
    {
        JsonObject[] machines = [.. Machines(transcript)];
        foreach (JsonObject machine in machines)
        {
            Launch(machine, server);
        }

        if (machines.Length > 0)
        {
            _ = server.Execute("clear vm config");
            clock.Advance(Age);
        }

        MakeNamespaces(transcript, ChangesRanges, server, name => name == "minimega");
        MakeNamespaces(transcript, ChangesNamespaces, server, _ => true);
    }

    private static IEnumerable<JsonObject> Machines(Transcript transcript)
    {
        JsonNode? info = FirstReply(transcript, ChangesMachines, command => command.EndsWith("vm info", StringComparison.Ordinal));
        if (info?["Data"] is JsonArray listed)
        {
            return listed.OfType<JsonObject>();
        }

        JsonNode? host = FirstReply(transcript, ChangesMachines, command => command == "host")?["Data"];
        int count = host?["VMs"]?.GetValue<int>() ?? 0;
        return Enumerable
            .Range(1, count)
            .Select(number => new JsonObject
            {
                ["Name"] = $"c{number}",
                ["Memory"] = host!["MemCommit"]!.GetValue<int>() / count,
                ["VCPUs"] = host["CPUCommit"]!.GetValue<int>() / count,
                ["Networks"] = new JsonArray([
                    .. Enumerable
                        .Range(0, host["NetworkCommit"]!.GetValue<int>() / count)
                        .Select(_ => (JsonNode)new JsonObject { ["Raw"] = "100" }),
                ]),
                ["FilesystemPath"] = "/tmp/minimega/files/rootfs",
                ["State"] = 2,
            });
    }

    private static JsonNode? FirstReply(Transcript transcript, string[] changes, Predicate<string> wanted)
    {
        foreach (Exchange exchange in transcript.Exchanges.Where(exchange => exchange.Send is not null && exchange.Received.Count > 0))
        {
            string command = RequestText.Command(exchange.Send!) ?? "";
            if (wanted(command))
            {
                JsonNode? entry = JsonNode.Parse(exchange.Received[0])?["Resp"]?[0];
                return entry?["Error"]?.GetValue<string>() is "" ? entry : null;
            }

            if (Array.Exists(changes, change => command.Contains(change, StringComparison.Ordinal)))
            {
                return null;
            }
        }

        return null;
    }

    private static void Launch(JsonObject machine, MinimegaServer server)
    {
        string name = machine["Name"]!.GetValue<string>();
        List<string> lines =
        [
            "clear vm config",
            $"vm config memory {machine["Memory"]}",
            $"vm config vcpus {machine["VCPUs"]}",
            $"vm config filesystem {machine["FilesystemPath"]}",
            $"vm config net {string.Join(' ', machine["Networks"]?.AsArray().Select(card => card!["Raw"]!.GetValue<string>()) ?? [])}",
            .. (machine["Tags"] as JsonObject ?? []).Select(tag => $"vm config tags {tag.Key} {tag.Value}"),
            .. (machine["VolumePaths"] as JsonObject ?? []).Select(volume => $"vm config volume {volume.Key} {volume.Value}"),
            $"vm launch container {name}",
            .. machine["State"]!.GetValue<int>() switch
            {
                2 => [$"vm start {name}"],
                4 => [$"vm start {name}", $"vm stop {name}"],
                8 => [$"vm kill {name}"],
                _ => Array.Empty<string>(),
            },
        ];
        foreach (string line in lines)
        {
            _ = server.Execute(line);
        }
    }

    private static void MakeNamespaces(Transcript transcript, string[] changes, MinimegaServer server, Predicate<string> wanted)
    {
        JsonArray? rows = FirstReply(transcript, changes, command => command == "namespace")?["Tabular"]?.AsArray();
        foreach (JsonNode? row in rows ?? [])
        {
            if (wanted(row![0]!.GetValue<string>()))
            {
                Prepare(row.AsArray(), server);
            }
        }
    }

    private static void Prepare(JsonArray row, MinimegaServer server)
    {
        (string name, string range) = (row[0]!.GetValue<string>(), row[1]!.GetValue<string>());
        _ = server.Execute(
            range.Split('-') is [var min, var max] && range != "101-4096"
                ? $"namespace {name} vlans range {min} {max}"
                : $"namespace {name} namespace"
        );
        if (row[2]!.GetValue<string>() == "true" && name != "minimega")
        {
            _ = server.Execute($"namespace {name}");
        }
    }
}
