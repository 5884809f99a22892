using Scalewright.Storage.Servers;

namespace Conformance.Failover;

internal sealed class PowerScene(StorageClusterOptions options) : IAsyncDisposable
{
    private StorageCluster? _cluster;

    public StorageCluster Cluster => _cluster!;

    public async Task BeginAsync(StorageClusterSpec setup, bool isReloaded, CancellationToken cancellationToken)
    {
        _cluster = await StorageCluster.CreateAsync(setup, options, cancellationToken);
        foreach (StorageServer server in Cluster.Servers.All)
        {
            await Cluster.Servers.RegisterAsync(server.Name.Fqdn, isRegistered: true, cancellationToken);
        }

        if (isReloaded)
        {
            await ReopenAsync(cancellationToken);
        }
        else
        {
            await Cluster.Servers.StartAllAsync(cancellationToken);
        }
    }

    /// <summary>Returns the name of the rejection, if any.</summary>
    public async Task<string?> ApplyAsync(JsonObject happening, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(happening, happening.Text("fqdn"), cancellationToken);
        }
        catch (StorageException exception)
        {
            return exception.Code == ProblemCode.ConflictingFields ? "refused" : "not_found";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is { } open)
        {
            await open.DisposeAsync();
        }
    }

    private async Task ReopenAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        _cluster = await StorageCluster.OpenAsync(options, cancellationToken);
        await Cluster.Servers.StartAllAsync(cancellationToken);
    }

    private async Task<string?> RunAsync(JsonObject happening, string fqdn, CancellationToken cancellationToken)
    {
        switch (happening.Text("op"))
        {
            case "outlet_off" or "outlet_on":
                await Cluster.Power.SwitchAsync(
                    happening.Text("pdu"),
                    happening.Text("outlet"),
                    happening.Text("op") == "outlet_on",
                    LifecycleTiming.Immediate,
                    cancellationToken
                );
                break;
            case "outlet_cycle":
                await Cluster.Power.CycleAsync(
                    happening.Text("pdu"),
                    happening.Text("outlet"),
                    LifecycleTiming.Immediate,
                    cancellationToken
                );
                break;
            case "kill":
                await Cluster.Servers.ShutdownAsync(fqdn, LifecycleTiming.Immediate, cancellationToken);
                break;
            case "stop_agent":
                Cluster.Servers.StopAgent(fqdn);
                break;
            case "start":
                await Cluster.Servers.StartAsync(fqdn, LifecycleTiming.Immediate, cancellationToken);
                break;
            case "reboot":
                await Cluster.Servers.RebootAsync(fqdn, LifecycleTiming.Immediate, cancellationToken);
                break;
            case "remove_server":
                await Cluster.Servers.RemoveAsync(fqdn, cancellationToken);
                break;
            case "restart_simulator":
                await ReopenAsync(cancellationToken);
                break;
            case "clear_clusters":
                foreach (int number in Cluster.Availability.ClusterNumbers)
                {
                    await Cluster.Availability.ApplyAsync(number, HaEvent.Clear(), cancellationToken);
                }

                break;
            default:
                return await TargetAsync(happening, fqdn, cancellationToken);
        }

        return null;
    }

    private async Task<string?> TargetAsync(JsonObject happening, string fqdn, CancellationToken cancellationToken)
    {
        string label = happening.Text("ha_label");
        HaEvent wanted = happening.Text("op") switch
        {
            "failover" => HaEvent.Failover(label),
            "failback" => HaEvent.Failback(label),
            "start_target" => HaEvent.Start(label),
            "stop_target" => HaEvent.Stop(label),
            string other => throw new InvalidDataException($"operation {other} is not known"),
        };
        HaResult outcome = await Cluster.Availability.ApplyAsync(Cluster.Servers.Get(fqdn).Cluster, wanted, cancellationToken);
        return outcome.Rejection == HaRejection.None ? null : ResourceModelCases.Word(outcome.Rejection);
    }
}
