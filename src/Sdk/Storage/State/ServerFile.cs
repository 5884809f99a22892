using System.Text.Json.Nodes;
using Scalewright.Storage.Servers;

namespace Scalewright.Storage.State;

/// <summary>Server in the format of the reference file.</summary>
internal static class ServerFile
{
    private const string Tag = "__dict_struct_type__";

    public static JsonNode Create(StorageServer server)
    {
        JsonObject shown = new()
        {
            ["client_mounts"] = new JsonObject(server.Mounts.Select(mount => KeyValuePair.Create(mount.Key, (JsonNode?)mount.Value))),
            ["corosync"] = new JsonObject
            {
                [Tag] = "cluster_sim.fake_server.CorosyncState",
                ["mcast_port"] = server.McastPort,
                ["state"] = FormatState(server.IsCorosyncRunning),
            },
            ["fqdn"] = server.Name.Fqdn,
            ["id"] = server.Index,
            ["lnet_loaded"] = server.IsLnetLoaded,
            ["lnet_up"] = server.IsLnetUp,
            ["network_interfaces"] = new JsonObject(
                server.Interfaces.Select(networkInterface =>
                    KeyValuePair.Create(
                        networkInterface.Address,
                        (JsonNode?)
                            new JsonObject
                            {
                                ["interface_no"] = networkInterface.Number,
                                ["lnd_network"] = networkInterface.LndNetwork,
                                ["lnd_type"] = networkInterface.LndType,
                                ["type"] = networkInterface.Type,
                            }
                    )
                )
            ),
            ["nodename"] = server.Name.Node,
            ["pacemaker"] = new JsonObject
            {
                [Tag] = "cluster_sim.fake_server.PacemakerState",
                ["state"] = FormatState(server.IsPacemakerRunning),
            },
            ["packages"] = new JsonObject(
                server.Packages.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)LayoutFiles.Version(entry.Value)))
            ),
            ["shutting_down"] = server.IsShuttingDown,
            ["starting_up"] = server.IsStartingUp,
            ["stats"] = null,
            ["worker"] = server.IsWorker,
        };
        if (server.Profile is { } profile)
        {
            shown["profile_name"] = profile;
        }

        return shown;
    }

    public static string FormatState(bool runs) => runs ? "started" : "stopped";
}
