using Microsoft.Extensions.Logging;
using Scalewright.Providers.Simulation.Kernel;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>Checks the invariants at the end of every scenario.</summary>
internal static class SceneEnd
{
    /// <summary>Secret in the input and a variable of commands; it must appear nowhere else.</summary>
    private const string Canary = "canary-5f3a91c07be2";

    private const string States = "/state";
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan CallMax = TimeSpan.FromHours(1);

    /// <summary>INV-6: two runs of a scenario are equal.</summary>
    public static async Task RunAsync(Func<SimulationProvider, CancellationToken, Task> story, SimulationOptions? options, long seed)
    {
        TraceHash first = await RunOnceAsync(story, options, seed);
        TraceHash second = await RunOnceAsync(story, options, seed);
        second.ShouldBe(first, "INV-6: the same seed takes the same course");
    }

    private static async Task<TraceHash> RunOnceAsync(
        Func<SimulationProvider, CancellationToken, Task> story,
        SimulationOptions? options,
        long seed
    )
    {
        LinesLogger lines = new();
        await using SimulationProvider provider = new()
        {
            Seed = seed,
            Options = (options ?? new SimulationOptions()) with { IsTraceHashEnabled = true },
            Logger = lines,
        };
        await provider.RunAsync(async token =>
        {
            await story(provider, token);
            await CheckAsync(provider, token);
        });
        lines.Told.ShouldNotContain(line => line.Contains(Canary, StringComparison.Ordinal), "INV-5: no log has the secret");
        return provider.TraceHash;
    }

    /// <summary>INV-1, INV-2, INV-4 and INV-5: every state matches the provider, and nothing is left.</summary>
    private static async Task CheckAsync(SimulationProvider provider, CancellationToken token)
    {
        provider.Inject(new HealNetwork());
        await Task.Delay(Calm, provider.Clock, token);
        TimeSpan start = provider.Elapsed;
        foreach (string folder in Folders(provider))
        {
            await EndAsync(folder, provider, token);
        }

        await Task.Delay(provider.ConsistencyWindow, provider.Clock, token);
        (await provider.ObserveAsync(null, token))
            .Where(left => left.State != ResourceState.Deleting && left.Tag.Owner.Cluster == "demo")
            .ShouldBeEmpty("INV-1: nothing is left");
        (provider.Elapsed - start).ShouldBeLessThan(CallMax, "INV-4: no call hangs");
    }

    private static string[] Folders(SimulationProvider provider)
    {
        try
        {
            return [.. provider.FileSystem.List(States).Select(name => $"{States}/{name}")];
        }
        catch (FileSystemException)
        {
            // No program of the scenario stored a state.
            return [];
        }
    }

    private static async Task EndAsync(string folder, SimulationProvider provider, CancellationToken token)
    {
        DurableStoreOptions takingOver = new()
        {
            LockHolder = new LockHolder(),
            Random = new Random(1),
            AllowExpiredLeaseTakeover = true,
        };
        LiveCluster cluster;
        EventLines told = new();
        try
        {
            cluster = await LiveCluster.OpenAsync(
                folder,
                provider,
                new ClusterOptions { StoreOptions = takingOver, Listener = told },
                token
            );
            await cluster.RepairAsync(token);
        }
        catch (ClusterException superseded) when (superseded.Code == ProblemCode.OlderState || superseded.Code == ProblemCode.LeaseLost)
        {
            // Another folder owns the existing resources.
            return;
        }

        await Task.Delay(provider.ConsistencyWindow, provider.Clock, token);
        string[] there =
        [
            .. (await provider.ObserveAsync(cluster.Owner, token))
                .Where(resource => resource.Tag.Target == StepTarget.Node && resource.State != ResourceState.Deleting)
                .Select(resource => resource.Tag.Name),
        ];
        cluster
            .Nodes.Where(node => node.State == NodeState.Ready)
            .Select(node => node.Name)
            .ShouldBe(there, ignoreOrder: true, customMessage: "INV-2: what the state has is there, and nothing else");
        await TellSecretAsync(cluster, told, token);
        await cluster.DestroyAsync(token);
        await cluster.DisposeAsync();
        told.Lines.Concat(cluster.Warnings.Select(warning => warning.ToString()))
            .ShouldNotContain(line => line.Contains(Canary, StringComparison.Ordinal), "INV-5: no event has the secret");
        foreach (string name in provider.FileSystem.List(folder))
        {
            using IFile file = provider.FileSystem.Open($"{folder}/{name}", FileOpenMode.Read);
            byte[] content = new byte[file.Length];
            for (int read = 0; read < content.Length; )
            {
                read += file.Read(read, content.AsSpan(read));
            }

            content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)).ShouldBe(-1, $"INV-5: {name} of the state has the secret");
        }
    }

    private static async Task TellSecretAsync(LiveCluster cluster, EventLines told, CancellationToken token)
    {
        CommandRequest request = new(["true"]) { Input = Canary, Environment = ValueMap<string>.Empty.With("TOKEN", Canary) };
        await foreach (NodeResult result in cluster.Nodes.RunAsync(request, token))
        {
            told.Lines.Add($"{result.Result?.Output} {result.Result?.Error} {result.Problem}");
        }
    }

    private sealed class EventLines : IProgress<ClusterEvent>
    {
        public List<string> Lines { get; } = [];

        public void Report(ClusterEvent value) => Lines.Add(value.ToString());
    }

    private sealed class LinesLogger : ILogger
    {
        public List<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Told.Add(formatter(state, exception));
    }
}
