using Scalewright.Storage.Managing.Book;
using Scalewright.Storage.Managing.Links;
using Scalewright.Storage.Managing.Sightings;

namespace Scalewright.Storage.Managing.Commands;

internal sealed class CommandSteps
{
    private readonly ManagerStore _book;
    private readonly LinkTable _links;
    private readonly ServiceQueues _services;
    private readonly StorageManagerOptions _options;
    private readonly TargetCommands _targets;

    public CommandSteps(ManagerStore book, LinkTable links, ServiceQueues services, StorageManagerOptions options)
    {
        (_book, _links, _services, _options) = (book, links, services, options);
        _targets = new TargetCommands(book, options.Clock, CanBeAsked,
            id => book.Read(known => known.Hosts.Find(id)) is { } host ? services.Of(host.Fqdn).Nids : []);
    }

    /// <exception cref="CommandFailedException">The step failed.</exception>
    public Task DoAsync(CommandRun run, CommandStep order) => order.Kind switch
    {
        CommandStep.SetUpHost =>
            HostCommands.SetUpAsync(run, _book, _services, HostOf(order.Id), _options.ConfiguresHosts),
        CommandStep.RemoveHost => RemoveAsync(run, order.Id),
        CommandStep.ShutDownHost => run.AskAsync(HostOf(order.Id), "shutdown_server"),
        CommandStep.RebootHost => run.AskAsync(HostOf(order.Id), "reboot_server"),
        CommandStep.StartTarget => _targets.StartAsync(run, TargetOf(order.Id)),
        CommandStep.StopTarget => _targets.StopAsync(run, TargetOf(order.Id)),
        CommandStep.FailoverTarget => _targets.MoveAsync(run, TargetOf(order.Id), isBack: false),
        CommandStep.FailbackTarget => _targets.MoveAsync(run, TargetOf(order.Id), isBack: true),
        CommandStep.CreateFilesystem => _targets.CreateAsync(run, order.Id),
        CommandStep.StartFilesystem => _targets.StartAsync(run, order.Id),
        CommandStep.StopFilesystem => _targets.StopAsync(run, order.Id),
        CommandStep.RemoveFilesystem => _targets.RemoveAsync(run, order.Id),
        _ => throw new CommandFailedException($"unknown command step '{TextEscaping.Escape(order.Kind)}'"),
    };

    /// <summary>After a restart, waits until each host of a step is connected and its addresses are known, or it is
    /// lost.</summary>
    public Task SettleAsync(CommandRun run, CommandStep order)
    {
        HostRecord[] hosts = HostsOf(order);
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
            await run.MeetAsync(host);
            if (host.IsServer && _services.Of(host.Fqdn).Nids.Count == 0)
            {
                _services.SeeScan(host.Fqdn, await run.AskAsync(host, "device_plugin"));
            }
        }
        catch (CommandFailedException)
        {
            // Steps that need the host report its absence themselves.
        }
    }

    private HostRecord[] HostsOf(CommandStep order) => _book.Read(known =>
    {
        IEnumerable<TargetRecord> targets = order.Kind switch
        {
            CommandStep.CreateFilesystem or CommandStep.StartFilesystem or CommandStep.StopFilesystem
            or CommandStep.RemoveFilesystem =>
                known.Targets.All.Where(target => target.FilesystemId == order.Id),
            CommandStep.StartTarget or CommandStep.StopTarget or CommandStep.FailoverTarget
            or CommandStep.FailbackTarget => new[] { known.Targets.Find(order.Id) }.OfType<TargetRecord>(),
            _ => [],
        };
        IEnumerable<int> ids = order.Kind is CommandStep.SetUpHost or CommandStep.RemoveHost
            ? [order.Id]
            : targets.SelectMany(target => new[] { target.PrimaryHostId, target.SecondaryHostId ?? 0 }).Distinct();
        return ids.Select(known.Hosts.Find).OfType<HostRecord>().ToArray();
    });

    private bool CanBeAsked(HostRecord host) =>
        _links.Find(host.Fqdn) is { IsLost: false } link && link.HasSession(ActionDispatcher.Plugin);

    private Task RemoveAsync(CommandRun run, int id) => _book.Read(known => known.Hosts.Find(id)) is { } host
        ? HostCommands.RemoveAsync(run, _book, host, CanBeAsked(host), fqdn =>
        {
            _links.Remove(fqdn);
            _services.Forget(host);
        })
        : Task.CompletedTask;

    private TargetRecord TargetOf(int id) => _book.Read(known => known.Targets.Find(id))
        ?? throw new CommandFailedException("there is no such target: give 'target_id'");

    private HostRecord HostOf(int id) => _book.Read(known => known.Hosts.Find(id))
        ?? throw new CommandFailedException("there is no such host: give 'host_id'");
}

internal static class HostCommands
{
    private static readonly string[] ServerPackages = ["lustre", "lustre-ldiskfs-zfs"];

    public static async Task SetUpAsync(
        CommandRun run, ManagerStore book, ServiceQueues services, HostRecord host, bool isWanted)
    {
        if (!isWanted)
        {
            return;
        }

        await run.AskAsync(host, "install_packages", writer =>
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
            await run.AskAsync(host, "start_corosync");
            await run.AskAsync(host, "start_pacemaker");
        }

        await run.AskAsync(host, "load_lnet");
        await run.AskAsync(host, "start_lnet");
        if (host.IsServer)
        {
            // A file system that is created next requires the disks and the secondary servers of its targets.
            services.SeeScan(host.Fqdn, await run.AskAsync(host, "device_plugin"));
        }

        await book.ChangeAsync(known => known.Hosts.Find(host.Id) is { } current
            ? new ManagerChange { Hosts = [current with { State = HostRecord.Managed }] }
            : null);
    }

    /// <summary>Removes a host from the state and informs its agent if it is reachable.</summary>
    public static async Task RemoveAsync(
        CommandRun run, ManagerStore book, HostRecord host, bool canBeAsked, Action<string> forget)
    {
        if (canBeAsked)
        {
            await run.AskAsync(host, "deregister_server");
        }

        await book.ChangeAsync(_ => new ManagerChange { HostsGone = [host.Id] });
        forget(host.Fqdn);
    }
}
