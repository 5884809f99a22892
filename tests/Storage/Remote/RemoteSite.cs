using Scalewright.Listeners;

namespace Storage.Remote.Tests;

/// <summary>The manager runs in this process, behind HTTP. Each server is a program on a node.</summary>
internal static class RemoteSite
{
    public static async Task RunAsync(
        StorageSite site,
        RemoteSiteOptions place,
        Func<IStorageOperations, Task> test,
        Func<StorageManagerOptions, StorageManagerOptions>? change
    )
    {
        ScaledClock clock = new(place.TimeScale);
        StorageManagerOptions options = new() { Clock = clock, Password = BasicAccess.NewToken() };
        options = change?.Invoke(options) ?? options;
        await using StorageManager manager = await StorageManager.StartAsync(options);
        await using StorageCluster cluster = await StorageCluster.CreateAsync(
            SiteCheck.SetupOf(site),
            new StorageClusterOptions { Clock = clock, Seed = site.Seed }
        );
        Equipment equipment = new(cluster);
        await using SiteEndpoint door = await SiteEndpoint.OpenAsync(manager, equipment, CancellationToken.None);
        await using SiteMachines machines = await SiteMachines.OpenAsync(site, place, door, CancellationToken.None);
        Uri address = new($"http://127.0.0.1:{door.Port}/");
        using StorageManagerClient client = new(address, new TokenHandler(door.Token), clock) { SitePassword = options.Password };
        RemoteAgentRunner player = new(place, cluster, machines, equipment, door.Token);
        RemoteOperations operations = new(site, cluster, client, machines, player, door);
        using CancellationTokenSource stop = new();
        Task agents = operations.RunAgentsAsync(stop.Token);
        try
        {
            await test(operations);
        }
        finally
        {
            await stop.CancelAsync();
            await agents;
        }
    }
}

internal sealed class RemoteOperations(
    StorageSite site,
    StorageCluster cluster,
    StorageManagerClient manager,
    SiteMachines machines,
    RemoteAgentRunner player,
    SiteEndpoint door
) : SimulatedClusterOperations(site, cluster, manager, new NodeHostFiles(machines))
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Machines may be busy for minutes.</summary>
    public override TimeSpan TimeTolerance => TimeSpan.FromHours(1);

    protected override AgentFleet Fleet { get; } = new(cluster, player);

    public Task RunAgentsAsync(CancellationToken cancellationToken) => Fleet.RunAsync(cancellationToken);

    public override Task IsolateFromManagerAsync(string server, bool isCut, CancellationToken cancellationToken = default)
    {
        door.ShutOut(NameOf(server), isCut);
        return Task.CompletedTask;
    }

    protected override bool IsPlayed(string server) => player.IsUp(server);

    protected override async Task SettleAsync(string server, CancellationToken cancellationToken)
    {
        string fqdn = NameOf(server);
        bool isOn = Cluster.Servers.IsAgentRunning(fqdn);
        long start = TimeProvider.System.GetTimestamp();
        while (isOn ? !player.IsUp(fqdn) : player.IsThere(fqdn))
        {
            if (isOn && !Cluster.Servers.IsAgentRunning(fqdn))
            {
                throw Refused(
                    ProblemCode.ConnectionLost,
                    server,
                    $"does not stay up: its program {player.Deaths.GetValueOrDefault(fqdn, "was told to end")}",
                    "see its node"
                );
            }

            if (TimeProvider.System.GetElapsedTime(start) > Limit)
            {
                throw Refused(ProblemCode.TimedOut, server, $"is not {(isOn ? "up" : "off")} after {Limit.TotalSeconds} s", "see its node");
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    protected override async Task AppendLogAsync(string server, string line, CancellationToken cancellationToken)
    {
        string journal = $"{machines.Of(server).FolderOf(server)}/{JournalPlugin.FileName}";
        CommandResult written = await machines
            .Of(server)
            .RunAsync(["sh", "-c", "printf '%s\\n' \"$1\" >>\"$2\"", "sh", line.ReplaceLineEndings(" "), journal], cancellationToken);
        if (!written.Succeeded)
        {
            throw Refused(
                ProblemCode.AgentCallFailed,
                server,
                $"its journal cannot be written: {TextEscaping.Escape(written.Error.Trim())}",
                "see the disk of its node"
            );
        }
    }
}

/// <summary>A folder of a node is the root of each host.</summary>
internal sealed class NodeHostFiles(SiteMachines machines) : IHostFiles
{
    public async Task<string> ReadAsync(string host, string path, CancellationToken cancellationToken)
    {
        string real = await PresentAsync(host, path, cancellationToken);
        using MemoryStream bytes = new();
        await machines.Of(host).Connection.GetFileAsync(real, bytes, cancellationToken);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    public async Task WriteAsync(string host, string path, string text, CancellationToken cancellationToken)
    {
        string real = RealOf(host, path);
        await DoAsync(host, ["mkdir", "-p", "--", FolderOf(real)], cancellationToken);
        using MemoryStream bytes = new(Encoding.UTF8.GetBytes(text));
        await machines.Of(host).Connection.PutFileAsync(real, bytes, cancellationToken);
    }

    public async Task RenameAsync(string host, string path, string newPath, CancellationToken cancellationToken)
    {
        string real = await PresentAsync(host, path, cancellationToken);
        string next = RealOf(host, newPath);
        await DoAsync(host, ["mkdir", "-p", "--", FolderOf(next)], cancellationToken);
        if (real != next)
        {
            await DoAsync(host, ["mv", "-T", "--", real, next], cancellationToken);
        }
    }

    public async Task DeleteAsync(string host, string path, CancellationToken cancellationToken) =>
        await DoAsync(host, ["rm", "--", await PresentAsync(host, path, cancellationToken)], cancellationToken);

    public async Task<ValueList<string>> ListAsync(string host, string folder, CancellationToken cancellationToken)
    {
        string root = RootOf(host);
        string real = folder.Trim('/').Length == 0 ? root : RealOf(host, folder.TrimEnd('/'));
        if (!(await machines.Of(host).RunAsync(["test", "-d", real], cancellationToken)).Succeeded)
        {
            return [];
        }

        string found = await DoAsync(host, ["find", real, "-type", "f", "-print0"], cancellationToken);
        return found
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(file => file[root.Length..])
            .Order(StringComparer.Ordinal)
            .ToValueList();
    }

    private string RootOf(string host) => machines.Of(host).FolderOf(host) + "/files";

    private string RealOf(string host, string path) => RootOf(host) + FilePath.Checked(host, path);

    private static string FolderOf(string path) => path[..path.LastIndexOf('/')];

    private async Task<string> PresentAsync(string host, string path, CancellationToken cancellationToken)
    {
        string real = RealOf(host, path);
        return (await machines.Of(host).RunAsync(["test", "-f", real], cancellationToken)).Succeeded
            ? real
            : throw FilePath.Missing(host, path);
    }

    private async Task<string> DoAsync(string host, ValueList<string> words, CancellationToken cancellationToken)
    {
        CommandResult result = await machines.Of(host).RunAsync(words, cancellationToken);
        return result is { Succeeded: true, DroppedBytes: 0 }
            ? result.Output
            : throw new ProviderException(
                SiteCheck.Word,
                [
                    new Problem(
                        ProblemCode.AgentCallFailed,
                        $"{words[0]} ended with {result.ExitCode}: {TextEscaping.Escape(result.Error.Trim())}",
                        "see the files of its node"
                    )
                    {
                        Field = host,
                    },
                ]
            );
    }
}
