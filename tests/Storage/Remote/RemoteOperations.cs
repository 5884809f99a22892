using Scalewright;
using Scalewright.Agents;
using Scalewright.Storage;
using Scalewright.Storage.Fleet;
using Storage.Operations.Tests;
using TestPrograms.Storage;

namespace Storage.Remote.Tests;

/// <summary>Operates servers whose agents are programs on nodes.</summary>
internal sealed class RemoteOperations(StorageSite site, StorageCluster cluster, ManagerClient manager, SiteMachines machines, NodePlayer player, Door door)
    : PlayedOperations(site, cluster, manager, new NodeHostFiles(machines))
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Machines may be busy with other things for minutes.</summary>
    public override TimeSpan Slack => TimeSpan.FromHours(1);

    protected override AgentFleet Fleet { get; } = new(cluster, player);

    /// <summary>Runs the programs of servers that are up.</summary>
    public Task RunAgentsAsync(CancellationToken cancellationToken) => Fleet.RunAsync(cancellationToken);

    public override Task CutOffAsync(string server, bool isCut, CancellationToken cancellationToken = default)
    {
        door.ShutOut(NameOf(server), isCut);
        return Task.CompletedTask;
    }

    protected override bool IsPlayed(string server) => player.IsUp(server);

    protected override async Task SettleAsync(string server, CancellationToken cancellationToken)
    {
        string fqdn = NameOf(server);
        bool isOn = Cluster.Servers.RunsAgent(fqdn);
        long start = TimeProvider.System.GetTimestamp();
        while (isOn ? !player.IsUp(fqdn) : player.IsThere(fqdn))
        {
            if (isOn && !Cluster.Servers.RunsAgent(fqdn))
            {
                throw Refused(ProblemCode.ConnectionLost, server, $"does not stay up: its program {player.Deaths.GetValueOrDefault(fqdn, "was told to end")}", "see its node");
            }

            if (TimeProvider.System.GetElapsedTime(start) > Limit)
            {
                throw Refused(ProblemCode.DeadlinePassed, server, $"is not {(isOn ? "up" : "off")} after {Limit.TotalSeconds} s", "see its node");
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    protected override async Task WriteLogAsync(string server, string line, CancellationToken cancellationToken)
    {
        string journal = $"{machines.Of(server).FolderOf(server)}/{JournalPlugin.FileName}";
        CommandResult written = await machines.Of(server).RunAsync(["sh", "-c", "printf '%s\\n' \"$1\" >>\"$2\"", "sh", line.ReplaceLineEndings(" "), journal], cancellationToken);
        if (!written.Succeeded)
        {
            throw Refused(ProblemCode.AgentFault, server, $"its journal cannot be written: {Printable.Escape(written.Error.Trim())}", "see the disk of its node");
        }
    }
}
