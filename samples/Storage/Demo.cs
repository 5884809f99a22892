using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;

namespace StorageSample;

/// <summary>Shows failovers on the manager's page: servers lose power until the manager has noticed.</summary>
internal sealed class Demo(ManagerApi api, ManagerAddress address, TimeSpan pause, TextWriter output)
{
    // The manager notices a loss within 70 seconds, so five pairs allow one loss every 20 seconds.
    private const int Servers = 10;
    private const int PairSize = 2;
    private const int Volumes = 2 * Servers;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    /// <summary>Describes the demo. Only queries the manager.</summary>
    /// <exception cref="SimulatorException">The manager already has servers.</exception>
    public async Task DescribeAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        output.WriteLine($"would register {Servers} servers\nwould make a file system of {Volumes} volumes\nwould take the power of one server after the other, every {pause.TotalSeconds:0} s");
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        StorageClusterSpec setup = new() { ServerCount = Servers, WorkerCount = 0, VolumeCount = Volumes, ServersPerCluster = PairSize, ServersPerStorageUnit = PairSize };
        await using RunningCluster running = new(await StorageCluster.CreateAsync(setup, new StorageClusterOptions { Clock = api.Clock }, cancellationToken), address, keys: null);
        await BeginAsync(running, cancellationToken);
        output.WriteLine($"Open {address.Url} and watch; every {pause.TotalSeconds:0} s a server loses power, until a while after the manager has noticed. Ctrl-C or SIGTERM ends it.");
        await LoseAsync(running.Cluster, cancellationToken);
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if ((await api.ListAsync("host", cancellationToken)).Count > 0)
        {
            throw new SimulatorException("the manager knows servers already: start another one without --state, or have this one forget everything by 'benchmark reset'");
        }
    }

    private async Task BeginAsync(RunningCluster running, CancellationToken cancellationToken)
    {
        BenchmarkServers park = new(api, address, simulator: null);
        output.WriteLine($"{Servers} servers register and are set up ...");
        Refuse(await park.RegisterAsync(running, isAtOnce: true, cancellationToken));
        output.WriteLine("a file system is made ...");
        Refuse((await park.CreateFilesystemAsync(Volumes, cancellationToken)).Failure);
    }

    private async Task LoseAsync(StorageCluster cluster, CancellationToken cancellationToken)
    {
        await using Outages outages = new(cluster, api, output, cancellationToken);
        StorageServer[] order = [.. cluster.Servers.All.OrderBy(server => server.Index % PairSize).ThenBy(server => server.Index)];
        int turn = 0;
        long last = api.Clock.GetTimestamp();
        while (true)
        {
            await Task.Delay(Beat, api.Clock, cancellationToken);
            await outages.CheckAsync();
            StorageServer next = order[turn % Servers];
            bool isPairWhole = !order.Any(server => server.Index / PairSize == next.Index / PairSize && outages.IsOut(server));
            if (api.Clock.GetElapsedTime(last) >= pause && isPairWhole)
            {
                last = api.Clock.GetTimestamp();
                outages.Begin(next);
                turn++;
            }
        }
    }

    private static void Refuse(string? failure)
    {
        if (failure is not null)
        {
            throw new SimulatorException(failure);
        }
    }
}
