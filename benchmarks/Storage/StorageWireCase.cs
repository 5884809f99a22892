using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Scalewright.Storage;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Fleet;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;
using Scalewright.Storage.Wire;
using StorageSample;

namespace Benchmarks.Storage;

/// <summary>Measures one number of servers: registered, set up and watched. Fails if a server was lost.</summary>
internal sealed class StorageWireCase : IDisposable
{
    private const int UnitSize = 4;
    private const int RegisteredAtOnce = 32;
    private const int Looks = 6;
    private static readonly TimeSpan SettlingMax = TimeSpan.FromMinutes(10);

    private readonly ManagerProcess _manager;
    private readonly ManagerAddress _address;
    private readonly ManagerApi _user;
    private readonly X509Certificate2? _authority;
    private readonly HttpManagerChannel _shared;
    private readonly Dictionary<string, HttpManagerChannel> _lines = new(StringComparer.Ordinal);
    private readonly bool _usesTls;

    private StorageWireCase(ManagerProcess manager, bool usesTls, ManagerAddress address, ManagerApi user)
    {
        (_manager, _usesTls, _authority, _address, _user) = (manager, usesTls, manager.Authority, address, user);
        _shared = new HttpManagerChannel(manager.Agents, AgentHttpHandlers.Create(manager.Agents, _authority))
        {
            UsesHttp2PriorKnowledge = !usesTls,
        };
    }

    public static async Task<int> RunAsync(string servers, string seconds, bool usesTls)
    {
        using ManagerProcess manager = await ManagerProcess.StartAsync(usesTls);
        ManagerAddress address = new(manager.Address, manager.AuthorityFile);
        ManagerApi user = await ManagerApi.LogInAsync(address, "admin", "lustre", default);
        using StorageWireCase run = new(manager, usesTls, address, user);
        return await run.RunAsync(
            int.Parse(servers, CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture))
        )
            ? 0
            : 1;
    }

    public void Dispose()
    {
        foreach (HttpManagerChannel line in _lines.Values)
        {
            line.Dispose();
        }

        _shared.Dispose();
        _user.Dispose();
        _address.Dispose();
        _authority?.Dispose();
    }

    private async Task<bool> RunAsync(int servers, TimeSpan time)
    {
        (long managerEmpty, long ownEmpty) = (_manager.Memory, Own());
        StorageClusterSpec setup = new()
        {
            ServerCount = servers,
            WorkerCount = 0,
            ServersPerStorageUnit = UnitSize,
            ServersPerCluster = UnitSize,
        };
        await using StorageCluster cluster = await StorageCluster.CreateAsync(setup);
        AgentFleet fleet = new(cluster, LineOf);
        using CancellationTokenSource stop = new();
        Task running = fleet.RunAsync(stop.Token);
        Say($"{servers} servers, {(_usesTls ? "TLS with a certificate of each" : "plain HTTP")}");
        await RegisterAsync(cluster, fleet, servers);
        bool isSettled = await SettleAsync(servers);
        bool isWhole = isSettled && await WatchAsync(servers, time, managerEmpty, ownEmpty);
        await stop.CancelAsync();
        await running;
        return isWhole;
    }

    private async Task RegisterAsync(StorageCluster cluster, AgentFleet fleet, int servers)
    {
        long start = Stopwatch.GetTimestamp();
        string secret = await _user.AddTokenAsync(servers, "base_managed_rh7", default);
        foreach (StorageServer[] chunk in cluster.Servers.All.Chunk(RegisteredAtOnce))
        {
            await Task.WhenAll(chunk.Select(server => RegisterAsync(cluster, fleet, server.Name.Fqdn, secret)));
        }

        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        Say($"  registered in {taken.TotalSeconds:F1} s, {servers / taken.TotalSeconds:F0} servers/s");
    }

    private async Task RegisterAsync(StorageCluster cluster, AgentFleet fleet, string fqdn, string secret)
    {
        using ServerIdentity identity = ServerIdentity.Create(fqdn);
        RegistrationResponse reply = await fleet.RegisterAsync(fqdn, secret, identity);
        if (_usesTls)
        {
            HttpManagerChannel line = new(
                _manager.Agents,
                AgentHttpHandlers.Create(_manager.Agents, _authority, identity.AttachCertificate(reply.Certificate))
            );
            lock (_lines)
            {
                _lines.Add(fqdn, line);
            }
        }

        await cluster.Servers.StartAsync(fqdn);
    }

    private HttpManagerChannel LineOf(string fqdn)
    {
        lock (_lines)
        {
            return _lines.GetValueOrDefault(fqdn, _shared);
        }
    }

    /// <summary>Waits until every plug-in has its session and every server is set up.</summary>
    private async Task<bool> SettleAsync(int servers)
    {
        long start = Stopwatch.GetTimestamp();
        ManagerResponse status;
        int ready;
        do
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            status = await StatusAsync();
            ready = (await _user.ListAsync("host", default)).Count(host => host.Text("state") == "managed");
        } while ((ready < servers || status.Whole("sessions") < servers * SessionsOfEach) && Stopwatch.GetElapsedTime(start) < SettlingMax);
        Say($"  {ready} set up, {status.Whole("sessions")} sessions after {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s more");
        return ready == servers;
    }

    private async Task<bool> WatchAsync(int servers, TimeSpan time, long managerEmpty, long ownEmpty)
    {
        long start = Stopwatch.GetTimestamp();
        (TimeSpan managerCost, TimeSpan ownCost) = (_manager.Cost, Environment.CpuUsage.TotalTime);
        long taken = Taken(await StatusAsync());
        bool isWhole = true;
        for (int look = 0; look <= Looks; look++)
        {
            TimeSpan wait = (time / Looks * look) - Stopwatch.GetElapsedTime(start);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            long sessions = (await StatusAsync()).Whole("sessions");
            int lost = (await _user.ListAsync("alert", default)).Count;
            isWhole &= sessions == servers * SessionsOfEach && lost == 0;
            Say(
                $"  after {Stopwatch.GetElapsedTime(start).TotalSeconds, 3:F0} s: {sessions} sessions, {lost} lost; memory of the manager {Size(_manager.Memory, managerEmpty, servers)}, of the servers {Size(Own(), ownEmpty, servers)}"
            );
        }

        TimeSpan passed = Stopwatch.GetElapsedTime(start);
        Say(
            $"  {(Taken(await StatusAsync()) - taken) / passed.TotalSeconds:F0} messages/s; processor time of the manager {(_manager.Cost - managerCost) / passed:P0}, of the servers {(Environment.CpuUsage.TotalTime - ownCost) / passed:P0} of a core; {_manager.OpenFiles} open files of the manager"
        );
        return isWhole;
    }

    // Six reports and the action runner.
    private static int SessionsOfEach { get; } = Scalewright.Storage.Plugins.ServerReports.Names.Count + 1;

    private Task<ManagerResponse> StatusAsync() => _user.GetAsync("api/system_status/", default);

    private static long Taken(ManagerResponse status) => status.Objects("queues").Sum(queue => queue.Whole("delivered"));

    private static long Own()
    {
        GC.Collect();
        using Process own = Process.GetCurrentProcess();
        return own.WorkingSet64;
    }

    private static string Size(long now, long empty, int servers) =>
        string.Create(CultureInfo.InvariantCulture, $"{now / 1048576.0:F0} MiB ({(now - empty) / 1024.0 / servers:F1} KiB each)");

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
