using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;

namespace StorageSimulatorSample;

/// <summary>Something to watch in the manager's page: four servers with a file system, of which one after the other loses power for a while.</summary>
internal sealed class Demo(ManagerApi api, ManagerAddress address, TimeSpan pause)
{
    private const int Servers = BenchmarkPark.UnitSize;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if ((await api.ListAsync("host", cancellationToken)).Count > 0)
        {
            throw new SimulatorException("the manager knows servers already: start another one without --state, or have this one forget everything by 'benchmark reset'");
        }

        StorageSetup setup = new() { ServerCount = Servers, WorkerCount = 0, VolumeCount = Servers * BenchmarkPark.VolumesPerServer, ClusterSize = Servers, SuSize = Servers };
        await using RunningCluster running = new(await StorageCluster.CreateAsync(setup, cancellationToken: cancellationToken), address, keys: null);
        await BeginAsync(running, cancellationToken);
        Console.WriteLine($"Open {address.Url} and watch; every {pause.TotalSeconds:0} s a server loses power or gets it back. Ctrl-C ends it.");
        for (int turn = 0; ; turn++)
        {
            await TakeTurnAsync(running.Cluster, running.Cluster.Servers.All[turn % Servers], cancellationToken);
        }
    }

    private async Task BeginAsync(RunningCluster running, CancellationToken cancellationToken)
    {
        BenchmarkPark park = new(api, address, simulator: null);
        Console.WriteLine($"{Servers} servers register and are set up ...");
        Refuse(await park.RegisterAsync(running, isAtOnce: true, cancellationToken));
        Console.WriteLine("a file system is made ...");
        Refuse((await park.CreateFilesystemAsync(Servers, cancellationToken)).Failure);
    }

    private async Task TakeTurnAsync(StorageCluster cluster, Server server, CancellationToken cancellationToken)
    {
        await Task.Delay(pause, cancellationToken);
        await SwitchAsync(cluster, server, isOn: false);
        await Task.Delay(pause, cancellationToken);
        await SwitchAsync(cluster, server, isOn: true);
    }

    private static async Task SwitchAsync(StorageCluster cluster, Server server, bool isOn)
    {
        DateTimeOffset begun = cluster.Clock.GetUtcNow();
        foreach (string unit in cluster.Power.Units)
        {
            await cluster.Power.SwitchAsync(unit, server.Outlet!, isOn);
        }

        HaMove[] moves = [.. cluster.Availability.LastMoves.Where(item => item.At >= begun).Select(item => item.Move)];
        Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {server.Name.Node} {(isOn ? "has power again" : $"lost power: {moves.Length} targets moved")}");
    }

    private static void Refuse(string? failure)
    {
        if (failure is not null)
        {
            throw new SimulatorException(failure);
        }
    }
}
