using System.Text.Json.Nodes;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Servers;

namespace Scalewright.Storage.Actions;

/// <summary>Actions that a manager can run on a server, one method per action name.</summary>
/// <remarks>These actions are accepted without effect: time, firewall, repositories, drivers, configuration of
/// pacemaker, target stores, fencing of servers, import and export.</remarks>
public sealed partial class ServerActions
{
    private static readonly string[] WithoutEffect =
    [
        "configure_ntp",
        "unconfigure_ntp",
        "unconfigure_corosync",
        "unconfigure_corosync2",
        "configure_network",
        "configure_corosync2_stage_2",
        "open_firewall",
        "close_firewall",
        "import_target",
        "export_target",
    ];

    private static readonly string[] WithoutResponse =
    [
        "configure_pacemaker",
        "unconfigure_pacemaker",
        "enable_pacemaker",
        "configure_target_store",
        "unconfigure_target_store",
        "configure_repo",
        "unconfigure_repo",
        "initialise_block_device_drivers",
    ];

    private readonly StorageCluster _cluster;
    private readonly string _fqdn;
    private readonly Dictionary<string, Func<ActionInput, CancellationToken, Task<JsonNode?>>> _actions;

    /// <summary>Creates the actions of a server.</summary>
    /// <param name="cluster">Cluster of the server.</param>
    /// <param name="fqdn">Full name of the server.</param>
    public ServerActions(StorageCluster cluster, string fqdn)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        (_cluster, _fqdn) = (cluster, cluster.Servers.Get(fqdn).Name.Fqdn);
        _actions = new(StringComparer.Ordinal)
        {
            ["configure_target_ha"] = ConfigureTargetHaAsync,
            ["unconfigure_target_ha"] = UnconfigureTargetHaAsync,
            ["start_target"] = StartTargetAsync,
            ["stop_target"] = StopTargetAsync,
            ["failover_target"] = FailoverTargetAsync,
            ["failback_target"] = FailbackTargetAsync,
            ["format_target"] = FormatTargetAsync,
            ["register_target"] = RegisterTargetAsync,
            ["check_block_device"] = CheckBlockDeviceAsync,
            ["writeconf_target"] = WriteconfTargetAsync,
            ["set_conf_param"] = SetConfParamAsync,
            ["purge_configuration"] = PurgeConfigurationAsync,
            ["detect_scan"] = DetectScanAsync,
            ["load_lnet"] = (_, token) => SetLnetAsync(isLoaded: true, isUp: false, token),
            ["start_lnet"] = (_, token) => SetLnetAsync(isLoaded: true, isUp: true, token),
            ["stop_lnet"] = (_, token) => SetLnetAsync(isLoaded: true, isUp: false, token),
            ["unload_lnet"] = (_, token) => SetLnetAsync(isLoaded: false, isUp: false, token),
            ["configure_lnet"] = ConfigureLnetAsync,
            ["unconfigure_lnet"] = UnconfigureLnetAsync,
            ["start_corosync"] = (_, token) => SetCorosyncAsync(runs: true, token),
            ["start_corosync2"] = (_, token) => SetCorosyncAsync(runs: true, token),
            ["stop_corosync"] = (_, token) => SetCorosyncAsync(runs: false, token),
            ["stop_corosync2"] = (_, token) => SetCorosyncAsync(runs: false, token),
            ["start_pacemaker"] = (_, token) => SetPacemakerAsync(runs: true, token),
            ["stop_pacemaker"] = (_, token) => SetPacemakerAsync(runs: false, token),
            ["configure_corosync"] = (input, token) => SetMcastPortAsync(input.RequireNumber("new_mcast_port"), token),
            ["change_mcast_port"] = (input, token) => SetMcastPortAsync(input.RequireNumber("new_mcast_port"), token),
            ["configure_corosync2_stage_1"] = (input, token) => SetMcastPortAsync(input.RequireNumber("mcast_port"), token),
            ["get_corosync_autoconfig"] = GetCorosyncAutoconfigAsync,
            ["host_corosync_config"] = (_, _) => Task.FromResult<JsonNode?>(new JsonObject()),
            ["install_packages"] = InstallPackagesAsync,
            ["update_profile"] = UpdateProfileAsync,
            ["mount_lustre_filesystems"] = MountAsync,
            ["unmount_lustre_filesystems"] = UnmountAsync,
            ["kernel_status"] = GetKernelStatusAsync,
            ["configure_fencing"] = CheckFencingAsync,
            ["unconfigure_fencing"] = CheckFencingAsync,
            ["device_plugin"] = ReportDevicesAsync,
            ["configure_copytool"] = ConfigureCopytoolAsync,
            ["unconfigure_copytool"] = UnconfigureCopytoolAsync,
            ["start_monitored_copytool"] = (input, token) => RunCopytoolAsync(input, runs: true, token),
            ["stop_monitored_copytool"] = (input, token) => RunCopytoolAsync(input, runs: false, token),
        };
    }

    private StorageServer Server => _cluster.Servers.Get(_fqdn);

    /// <summary>Returns true if an action is supported.</summary>
    /// <param name="action">Name of the action.</param>
    public bool IsSupported(string action) =>
        _actions.ContainsKey(action)
        || Afterwards(action) is not null
        || WithoutEffect.Contains(action, StringComparer.Ordinal)
        || WithoutResponse.Contains(action, StringComparer.Ordinal);

    /// <summary>Runs an action.</summary>
    /// <param name="action">Name of the action, for example <c>start_target</c>.</param>
    /// <param name="arguments">Arguments: a JSON object.</param>
    /// <param name="cancellationToken">Cancels the action.</param>
    /// <returns>The result, and the work to run after the response is sent.</returns>
    /// <exception cref="StorageException">The action is unknown or failed, or an argument is missing.</exception>
    /// <exception cref="StorageActionException">No target of the server's cluster has the given label.</exception>
    public async Task<ServerActionResult> RunAsync(string action, JsonElement arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (Afterwards(action) is { } afterwards)
        {
            return new ServerActionResult("null"u8.ToArray()) { Afterwards = afterwards };
        }

        JsonNode? result = null;
        if (_actions.TryGetValue(action, out Func<ActionInput, CancellationToken, Task<JsonNode?>>? run))
        {
            result = await run(new ActionInput(arguments), cancellationToken);
        }
        else if (WithoutEffect.Contains(action, StringComparer.Ordinal))
        {
            result = CreateResult();
        }
        else if (!WithoutResponse.Contains(action, StringComparer.Ordinal))
        {
            throw new StorageException(
                ProblemCode.UnknownReference,
                action,
                "is not an action of a server: Unknown command " + Printable(action),
                "ask for one that it knows"
            );
        }

        return new ServerActionResult(Encoding.UTF8.GetBytes(result?.ToJsonString() ?? "null"));
    }

    // The agent may restart before its response is acknowledged. The action must not affect the new agent.
    private Func<CancellationToken, Task>? Afterwards(string action)
    {
        AgentRun? run = _cluster.Servers.FindRun(_fqdn);
        return action switch
        {
            "shutdown_server" => token => ChangeIfCurrentAsync(run, _cluster.Servers.ShutdownAsync, token),
            "reboot_server" => token => ChangeIfCurrentAsync(run, _cluster.Servers.RebootAsync, token),
            "restart_agent" => _ =>
            {
                _cluster.Servers.RestartAgent(_fqdn, run);
                return Task.CompletedTask;
            },
            "deregister_server" => token => _cluster.Servers.DeregisterAsync(_fqdn, run, token),
            _ => null,
        };
    }

    private Task ChangeIfCurrentAsync(
        AgentRun? run,
        Func<string, LifecycleTiming, CancellationToken, Task> change,
        CancellationToken cancellationToken
    ) =>
        ReferenceEquals(run, _cluster.Servers.FindRun(_fqdn))
            ? change(_fqdn, LifecycleTiming.Simulated, cancellationToken)
            : Task.CompletedTask;

    private static JsonObject CreateResult(JsonNode? result = null) => new() { ["result"] = result };

    private static string Printable(string text) => text.Length <= 100 ? text : text[..100];

    private async Task<JsonNode?> ChangeAsync(Func<StorageServer, StorageServer> change, CancellationToken cancellationToken)
    {
        await _cluster.Servers.ChangeAsync(_fqdn, change, cancellationToken);
        return CreateResult();
    }
}
