using System.Text.Json.Nodes;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Plugins;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.Actions;

public sealed partial class ServerActions
{
    private const int Prefix = 24;

    private Task<JsonNode?> SetLnetAsync(bool isLoaded, bool isUp, CancellationToken cancellationToken) =>
        ChangeAsync(server => server with { IsLnetLoaded = isLoaded, IsLnetUp = isUp }, cancellationToken);

    private Task<JsonNode?> SetCorosyncAsync(bool runs, CancellationToken cancellationToken) =>
        ChangeAsync(server => server with { IsCorosyncRunning = runs }, cancellationToken);

    private Task<JsonNode?> SetPacemakerAsync(bool runs, CancellationToken cancellationToken) =>
        ChangeAsync(server => server with { IsPacemakerRunning = runs }, cancellationToken);

    private Task<JsonNode?> SetMcastPortAsync(int port, CancellationToken cancellationToken) =>
        ChangeAsync(server => server with { McastPort = port }, cancellationToken);

    private Task<JsonNode?> ConfigureLnetAsync(ActionInput input, CancellationToken cancellationToken)
    {
        Dictionary<string, (string Type, int Network)> desired = new(StringComparer.Ordinal);
        foreach (JsonElement nid in input.ReadMap("lnet_configuration").ReadItems("network_interfaces"))
        {
            if (
                nid is not { ValueKind: JsonValueKind.Array }
                || nid.GetArrayLength() < 3
                || nid[0].GetString() is not { } address
                || nid[1].GetString() is not { } type
                || !nid[2].TryGetInt32(out int network)
            )
            {
                throw new StorageException(
                    ProblemCode.WrongType,
                    "network_interfaces",
                    $"{nid.GetRawText()} is not an address with type and network",
                    "give [address, type, number]"
                );
            }

            desired[address] = (type, network);
        }

        return ChangeAsync(server => Networked(server, desired), cancellationToken);
    }

    private Task<JsonNode?> UnconfigureLnetAsync(ActionInput input, CancellationToken cancellationToken) =>
        ChangeAsync(server => Networked(server, []), cancellationToken);

    private static StorageServer Networked(StorageServer server, Dictionary<string, (string Type, int Network)> desired)
    {
        IEnumerable<string> addresses = server.Interfaces.Select(networkInterface => networkInterface.Address);
        if (desired.Keys.Except(addresses, StringComparer.Ordinal).FirstOrDefault() is { } stranger)
        {
            string found = $"is not an address of {server.Name}";
            throw new StorageException(ProblemCode.UnknownReference, stranger, found, "name one of its interfaces");
        }

        return server with
        {
            Interfaces = server
                .Interfaces.Select(networkInterface =>
                    desired.TryGetValue(networkInterface.Address, out (string Type, int Network) chosen)
                        ? networkInterface with
                        {
                            LndType = chosen.Type,
                            LndNetwork = chosen.Network,
                        }
                        : networkInterface with
                        {
                            LndNetwork = null,
                        }
                )
                .ToValueList(),
        };
    }

    private Task<JsonNode?> GetCorosyncAutoconfigAsync(ActionInput input, CancellationToken cancellationToken)
    {
        StorageServer server = Server;
        if (server.Interfaces.Count < 2)
        {
            throw new StorageException(ProblemCode.ConflictingFields, _fqdn, "has fewer than two interfaces", "set it up with two");
        }

        JsonObject rings = [];
        foreach (ServerNetworkInterface ring in server.Interfaces.Take(2))
        {
            rings[ring.Device] = new JsonObject
            {
                ["dedicated"] = rings.Count == 1,
                ["ipaddr"] = ring.Address,
                ["prefix"] = Prefix,
            };
        }

        return Task.FromResult<JsonNode?>(CreateResult(new JsonObject { ["interfaces"] = rings, ["mcast_port"] = server.McastPort }));
    }

    private async Task<JsonNode?> InstallPackagesAsync(ActionInput input, CancellationToken cancellationToken)
    {
        ValueList<string> desired = input.ReadTexts("packages");
        PackageRepository offer = _cluster.GetRepository(Server);
        if (desired.FirstOrDefault(name => !offer.Versions.ContainsKey(name)) is { } missing)
        {
            throw new StorageException(
                ProblemCode.UnknownReference,
                missing,
                "is not a package that is offered",
                "ask for one of " + string.Join(", ", offer.Versions.Keys)
            );
        }

        await ChangeAsync(
            server =>
                server with
                {
                    Packages = server.Packages.Concat(desired.Select(name => KeyValuePair.Create(name, offer.Versions[name]))).ToValueMap(),
                },
            cancellationToken
        );
        return CreateResult(PackageScan.Create(Server, offer));
    }

    private Task<JsonNode?> UpdateProfileAsync(ActionInput input, CancellationToken cancellationToken)
    {
        string name = input.ReadMap("profile").RequireText("name");
        return ChangeAsync(server => server with { Profile = name }, cancellationToken);
    }

    private async Task<JsonNode?> MountAsync(ActionInput input, CancellationToken cancellationToken)
    {
        (string Spec, string Point)[] mounts = [.. Mounts(input)];
        if (mounts.Length == 0)
        {
            // The network starts with the first mount, not with the request.
            return null;
        }

        await ChangeAsync(
            server =>
                server with
                {
                    IsLnetLoaded = true,
                    IsLnetUp = true,
                    Mounts = server
                        .Mounts.Concat(
                            mounts.Select(mount =>
                                KeyValuePair.Create(
                                    mount.Spec,
                                    $"{mount.Point}/{mount.Spec[(mount.Spec.IndexOf(":/", StringComparison.Ordinal) + 2)..]}"
                                )
                            )
                        )
                        .ToValueMap(),
                },
            cancellationToken
        );
        return null;
    }

    private async Task<JsonNode?> UnmountAsync(ActionInput input, CancellationToken cancellationToken)
    {
        (string Spec, string Point)[] mounts = [.. Mounts(input)];
        await ChangeAsync(
            server => server with { Mounts = mounts.Aggregate(server.Mounts, (remaining, mount) => remaining.Without(mount.Spec)) },
            cancellationToken
        );
        return null;
    }

    private static IEnumerable<(string Spec, string Point)> Mounts(ActionInput input) =>
        input
            .ReadItems("filesystems")
            .Select(item =>
                item is { ValueKind: JsonValueKind.Array }
                && item.GetArrayLength() == 2
                && item[0].GetString() is { } spec
                && spec.Contains(":/", StringComparison.Ordinal)
                    ? (spec, item[1].GetString() ?? "")
                    : throw new StorageException(
                        ProblemCode.WrongType,
                        "filesystems",
                        $"{item.GetRawText()} is not a mount",
                        "give [nids:/name, mount point]"
                    )
            );

    private static Task<JsonNode?> GetKernelStatusAsync(ActionInput input, CancellationToken cancellationToken)
    {
        const string Kernel = "fake_kernel-0.1";
        return Task.FromResult<JsonNode?>(
            new JsonObject
            {
                ["running"] = Kernel,
                ["required"] = Kernel,
                ["available"] = new JsonArray(Kernel),
            }
        );
    }

    private Task<JsonNode?> CheckFencingAsync(ActionInput input, CancellationToken cancellationToken) =>
        Server.IsWorker
            ? throw new StorageException(ProblemCode.ConflictingFields, _fqdn, "is a worker, which is never fenced", "ask a server")
            : Task.FromResult<JsonNode?>(null);

    private Task<JsonNode?> ReportDevicesAsync(ActionInput input, CancellationToken cancellationToken)
    {
        ServerReports reports = new(_cluster, _fqdn);
        string? only = input.FindText("plugin");
        return Task.FromResult<JsonNode?>(
            new JsonObject(
                ServerReports
                    .Names.Where(name => only is null || name == only)
                    .Select(name => KeyValuePair.Create(name, (JsonNode?)reports.GetFullReport(name)))
            )
        );
    }

    private async Task<JsonNode?> ConfigureCopytoolAsync(ActionInput input, CancellationToken cancellationToken)
    {
        await _cluster.Hsm.AddCopytoolAsync(
            new Hsm.Copytool(input.RequireText("id"), Server.Name, input.RequireText("filesystem"), IsRunning: false),
            cancellationToken
        );
        return null;
    }

    private async Task<JsonNode?> UnconfigureCopytoolAsync(ActionInput input, CancellationToken cancellationToken)
    {
        await _cluster.Hsm.RemoveCopytoolAsync(input.RequireText("id"), cancellationToken);
        return null;
    }

    private async Task<JsonNode?> RunCopytoolAsync(ActionInput input, bool runs, CancellationToken cancellationToken)
    {
        await _cluster.Hsm.SetCopytoolRunningAsync(input.RequireText("id"), runs, cancellationToken);
        return null;
    }
}
