using Scalewright.Clusters.Reaping;

namespace TestPrograms;

/// <summary>A process that holds a cluster until it is killed. Its standard output outlives it.</summary>
/// <remarks>
/// <c>cluster scale STATE WORLD 5 8 3 0</c> scales the cluster to 5, 8 and 3 nodes and destroys it.
/// <c>hold STATE WORLD 5</c> waits for further sizes on its standard input, with a lease of one second.
/// <c>serve STATE WORLD 5 300</c> exits by signals, with 300 ms for each step, and waits while the world has a gate.
/// <c>watch STATE WORLD 5 300</c> is ephemeral, with a watchdog that waits 300 ms.
/// <c>fill</c>, <c>gaps</c>, <c>fan 40</c> and <c>log FOLDER WORDS</c> are an agent that runs programs.
/// </remarks>
internal static class ClusterRole
{
    // Far from the seeds of the tests, which count from one: the same seed draws the same tokens, and thus finds
    // resources of another program.
    private const int SeedMin = 1_000_000;

    public static async Task<int> RunAsync(string[] args)
    {
        if (ClusterWatchdog.TryRun(args, own => new FolderProvider(own[3], Seed)))
        {
            return Environment.ExitCode;
        }

        if (args[0] is "fill" or "gaps" or "fan" or "log")
        {
            await ProgramVerbs.RunAsync(args, Say);
            return 0;
        }

        KillPoint point = KillPoint.Read();
        TimeSpan pause = args[0] == "serve" ? Milliseconds(args[4]) : TimeSpan.Zero;
        FolderProvider provider = new(args[2], Seed)
        {
            Pause = pause,
            WaitsAtGate = args[0] == "serve",
            Pass = word => Pass(point, word, says: args[0] == "serve"),
        };
        int exitCode = 0;
        try
        {
            exitCode = await RunAsync(args, provider, SettingsOf(args[0], provider, point));
        }
        catch (ScalewrightException exception)
        {
            Say(exception.Message.ReplaceLineEndings(" "));
            return 1;
        }

        Say("closed");
        return exitCode;
    }

    public static Topology Sized(int nodes) =>
        Topology
            .Create("demo")
            .AddGroup(
                new NodeGroup("web", "by-hand") { Nodes = Enumerable.Range(1, nodes).Select(i => new NodeSpec($"n{i}", i)).ToValueList() }
            )
            .Build();

    private static async Task<int> RunAsync(string[] args, FolderProvider provider, ClusterOptions settings)
    {
        ClusterBuilder builder = Cluster.Create(Sized(Number(args[3]))).UseProvider(provider).WithState(args[1]).WithOptions(_ => settings);
        switch (args[0])
        {
            case "hold":
                await HoldAsync(builder, args);
                return 0;
            case "serve":
                return await GracefulShutdown.RunAsync(token => ServeAsync(builder, args, token));
            case "watch":
                await WatchAsync(
                    builder
                        .WithLifetime(ClusterLifetime.Ephemeral)
                        .WithWatchdog(new WatchdogOptions { CleanupDelay = Milliseconds(args[4]) }),
                    args
                );
                return 0;
            default:
                await ScaleAsync(builder, args);
                return 0;
        }
    }

    private static async Task ScaleAsync(ClusterBuilder builder, string[] args)
    {
        Say($"want {args[3]}");
        await using Cluster cluster = await builder.ProvisionAsync();
        Say($"size {args[3]}");
        foreach (string size in args.Skip(4))
        {
            Say($"want {size}");
            await (Number(size) == 0 ? cluster.DestroyAsync() : cluster.ApplyAsync(Sized(Number(size))));
            Say($"size {size}");
        }
    }

    private static async Task HoldAsync(ClusterBuilder builder, string[] args)
    {
        await using Cluster cluster = await builder.ProvisionAsync();
        Say($"size {args[3]}");
        while (await System.Console.In.ReadLineAsync() is { } size)
        {
            try
            {
                await (size == "look" ? cluster.ObserveAsync() : cluster.ApplyAsync(Sized(Number(size))) as Task);
                Say($"size {size}");
            }
            catch (ScalewrightException exception)
            {
                Say($"refused {exception.Problems[0].Code}");
            }
        }
    }

    private static async Task ServeAsync(ClusterBuilder builder, string[] args, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration told = cancellationToken.Register(() => Say("ending"));
        await using Cluster cluster = await builder.ProvisionAsync(cancellationToken);
        Say($"size {args[3]}");
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private static async Task WatchAsync(ClusterBuilder builder, string[] args)
    {
        await using Cluster cluster = await builder.ProvisionAsync();
        Say($"owner {cluster.Owner}");
        Say($"size {args[3]}");
        await System.Console.In.ReadLineAsync();
    }

    private static ClusterOptions SettingsOf(string verb, FolderProvider provider, KillPoint point) =>
        new()
        {
            FileSystem = point.Files,
            StoreOptions = new DurableStoreOptions
            {
                LockHolder = new LockHolder(),
                Random = provider.Random,
                SnapshotAfterBytes = 4000,
                ReserveBytes = 64 * 1024,
                LeaseDuration = TimeSpan.FromSeconds(verb == "hold" ? 1 : 30),
            },
        };

    private static void Pass(KillPoint point, string word, bool says)
    {
        if (says)
        {
            Say(word);
        }

        point.Pass(word);
    }

    private static int Seed => SeedMin + Environment.ProcessId;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(Number(text));

    // One write call per line: a pipe accepts short lines atomically.
    private static void Say(string line)
    {
        using Stream output = System.Console.OpenStandardOutput();
        output.Write(Encoding.ASCII.GetBytes(line + "\n"));
    }
}
