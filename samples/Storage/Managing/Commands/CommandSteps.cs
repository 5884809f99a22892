using StorageSample.Managing.HostReports;
using StorageSample.Managing.Links;
using StorageSample.Managing.Records;

namespace StorageSample.Managing.Commands;

internal sealed class CommandSteps
{
    private readonly ManagerStore _store;
    private readonly LinkTable _links;
    private readonly ServiceQueues _services;
    private readonly StorageManagerOptions _options;
    private readonly TargetCommands _targets;

    public CommandSteps(ManagerStore store, LinkTable links, ServiceQueues services, StorageManagerOptions options)
    {
        (_store, _links, _services, _options) = (store, links, services, options);
        _targets = new TargetCommands(store, options.Clock, IsReachable, id =>
            store.Read(records => records.Hosts.Find(id)) is { } host ? services.GetReport(host.Fqdn).Nids : []
        );
    }

    /// <exception cref="CommandFailedException">The step failed.</exception>
    public Task ExecuteAsync(CommandRun run, CommandStep step) =>
        step.Kind switch
        {
            CommandStep.SetUpHost => HostCommands.SetUpAsync(run, _store, _services, GetHost(step.Id), _options.ConfiguresHosts),
            CommandStep.RemoveHost => RemoveAsync(run, step.Id),
            CommandStep.ShutDownHost => run.RunAsync(GetHost(step.Id), "shutdown_server"),
            CommandStep.RebootHost => run.RunAsync(GetHost(step.Id), "reboot_server"),
            CommandStep.StartTarget => _targets.StartAsync(run, GetTarget(step.Id)),
            CommandStep.StopTarget => _targets.StopAsync(run, GetTarget(step.Id)),
            CommandStep.FailoverTarget => _targets.MoveAsync(run, GetTarget(step.Id), isBack: false),
            CommandStep.FailbackTarget => _targets.MoveAsync(run, GetTarget(step.Id), isBack: true),
            CommandStep.CreateFilesystem => _targets.CreateAsync(run, step.Id),
            CommandStep.StartFilesystem => _targets.StartAsync(run, step.Id),
            CommandStep.StopFilesystem => _targets.StopAsync(run, step.Id),
            CommandStep.RemoveFilesystem => _targets.RemoveAsync(run, step.Id),
            _ => throw new CommandFailedException($"unknown command step '{TextEscaping.Escape(step.Kind)}'"),
        };

    /// <summary>After a restart, waits until each host of a step is connected and its addresses are known, or it is
    /// lost.</summary>
    public Task SettleAsync(CommandRun run, CommandStep step)
    {
        HostRecord[] hosts = GetHosts(step);
        foreach (HostRecord host in hosts.Where(host => _links.Find(host.Fqdn) is null))
        {
            _links.Expect(host.Fqdn);
        }

        return Task.WhenAll(hosts.Select(host => SettleAsync(run, host)));
    }

    private async Task SettleAsync(CommandRun run, HostRecord host)
    {
        try
        {
            await run.WaitAsync(host);
            if (host.IsServer && _services.GetReport(host.Fqdn).Nids.Count == 0)
            {
                _services.SetScan(host.Fqdn, await run.RunAsync(host, "device_plugin"));
            }
        }
        catch (CommandFailedException)
        {
            // Steps that need the host report its absence themselves.
        }
    }

    private HostRecord[] GetHosts(CommandStep step) =>
        _store.Read(records =>
        {
            IEnumerable<TargetRecord> targets = step.Kind switch
            {
                CommandStep.CreateFilesystem or CommandStep.StartFilesystem or CommandStep.StopFilesystem or CommandStep.RemoveFilesystem =>
                    records.Targets.All.Where(target => target.FilesystemId == step.Id),
                CommandStep.StartTarget or CommandStep.StopTarget or CommandStep.FailoverTarget or CommandStep.FailbackTarget => new[]
                {
                    records.Targets.Find(step.Id),
                }.OfType<TargetRecord>(),
                _ => [],
            };
            IEnumerable<int> ids = step.Kind is CommandStep.SetUpHost or CommandStep.RemoveHost
                ? [step.Id]
                : targets.SelectMany(target => new[] { target.PrimaryHostId, target.SecondaryHostId ?? 0 }).Distinct();
            return ids.Select(records.Hosts.Find).OfType<HostRecord>().ToArray();
        });

    private bool IsReachable(HostRecord host) =>
        _links.Find(host.Fqdn) is { IsLost: false } link && link.HasSession(ActionDispatcher.Plugin);

    private Task RemoveAsync(CommandRun run, int id) =>
        _store.Read(records => records.Hosts.Find(id)) is { } host ? HostCommands.RemoveAsync(run, _store, host, IsReachable(host), fqdn =>
            {
                _links.Remove(fqdn);
                _services.Forget(host);
            }) : Task.CompletedTask;

    private TargetRecord GetTarget(int id) =>
        _store.Read(records => records.Targets.Find(id)) ?? throw new CommandFailedException("there is no such target: give 'target_id'");

    private HostRecord GetHost(int id) =>
        _store.Read(records => records.Hosts.Find(id)) ?? throw new CommandFailedException("there is no such host: give 'host_id'");
}

internal static class HostCommands
{
    private static readonly string[] ServerPackages = ["lustre", "lustre-ldiskfs-zfs"];

    public static async Task SetUpAsync(CommandRun run, ManagerStore store, ServiceQueues services, HostRecord host, bool isDesired)
    {
        if (!isDesired)
        {
            return;
        }

        await run.RunAsync(host, "install_packages", writer =>
        {
            writer.WriteStartArray("repos"u8);
            writer.WriteEndArray();
            writer.WriteStartArray("packages"u8);
            foreach (string package in host.IsServer ? ServerPackages : ["lustre-client"])
            {
                writer.WriteStringValue(package);
            }

            writer.WriteEndArray();
        });
        if (host.IsServer)
        {
            await run.RunAsync(host, "start_corosync");
            await run.RunAsync(host, "start_pacemaker");
        }

        await run.RunAsync(host, "load_lnet");
        await run.RunAsync(host, "start_lnet");
        if (host.IsServer)
        {
            // A file system that is created next requires the disks and the secondary servers of its targets.
            services.SetScan(host.Fqdn, await run.RunAsync(host, "device_plugin"));
        }

        await store.ChangeAsync(records =>
            records.Hosts.Find(host.Id) is { } current ? new ManagerChange { Hosts = [current with { State = HostRecord.Managed }] } : null
        );
    }

    /// <summary>Removes a host from the state and informs its agent if it is reachable.</summary>
    public static async Task RemoveAsync(CommandRun run, ManagerStore store, HostRecord host, bool isReachable, Action<string> forget)
    {
        if (isReachable)
        {
            await run.RunAsync(host, "deregister_server");
        }

        await store.ChangeAsync(_ => new ManagerChange { HostsGone = [host.Id] });
        forget(host.Fqdn);
    }
}
