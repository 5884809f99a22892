using Scalewright.Clusters;
using Scalewright.Clusters.Reaping;
using Scalewright.Providers.Containers;

namespace Benchmarks.Containers;

/// <summary>Program that starts containers and waits until it is killed.</summary>
internal static class ContainerHold
{
    public const string Verb = "containers-hold";
    public const string Ready = "ready";

    /// <summary>Number of containers.</summary>
    public const int Count = 3;

    /// <summary>Runs until the process is killed.</summary>
    /// <param name="side">Program to use.</param>
    /// <param name="engine">Address of the engine.</param>
    /// <param name="folder">Folder of the state of the cluster.</param>
    public static async Task<int> RunAsync(HoldSide side, Uri engine, string folder)
    {
        if (side == HoldSide.Testcontainers)
        {
            TestcontainersSide.Configure();
            await new TestcontainersSide(engine).StartAsync(Count);
            await WaitAsync();
        }

        await using ContainersProvider provider = ScalewrightSide.CreateProvider(engine);
        ClusterBuilder builder = Cluster
            .Create(ScalewrightSide.CreateTopology(Count))
            .UseProvider(provider)
            .WithState(folder)
            .WithLifetime(ClusterLifetime.Ephemeral);
        await using Cluster cluster = await (side == HoldSide.Watchdog ? builder.WithWatchdog() : builder).ProvisionAsync();
        await WaitAsync();
        return 0;
    }

    /// <summary>Runs the watchdog of a killed program.</summary>
    /// <param name="args">Command line of this process, which ends with that of the killed program.</param>
    public static int RunWatchdog(string[] args)
    {
        ClusterWatchdog.TryRun(args, rest => ScalewrightSide.CreateProvider(new Uri(rest[2])));
        return Environment.ExitCode;
    }

    private static async Task WaitAsync()
    {
        Console.WriteLine(Ready);
        await Task.Delay(Timeout.Infinite);
    }
}
