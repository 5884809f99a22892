using Scalewright.Storage.Managing.Book;
using Scalewright.Storage.Managing.Sightings;

namespace Scalewright.Storage.Managing.Commands;

/// <summary>What is done with hosts.</summary>
internal static class HostCommands
{
    private static readonly string[] ServerPackages = ["lustre", "lustre-ldiskfs-zfs"];

    public static async Task SetUpAsync(CommandRun run, ManagerBook book, Services services, HostRecord host, bool isWanted)
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
            // Whoever makes a file system right after this must know the disks, and the second servers of its targets.
            services.SeeScan(host.Fqdn, await run.AskAsync(host, "device_plugin"));
        }

        await book.ChangeAsync(known => known.Hosts.Find(host.Id) is { } current
            ? new BookChange { Hosts = [current with { State = HostRecord.Managed }] }
            : null);
    }

    /// <summary>Takes a host out of the book, and tells its agent if it can be told.</summary>
    public static async Task RemoveAsync(CommandRun run, ManagerBook book, HostRecord host, bool canBeAsked, Action<string> forget)
    {
        if (canBeAsked)
        {
            await run.AskAsync(host, "deregister_server");
        }

        await book.ChangeAsync(_ => new BookChange { HostsGone = [host.Id] });
        forget(host.Fqdn);
    }
}
