using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Testing.Host.Cases;

/// <summary>With the variable <c>FARM_FORGETS</c>, the program does not replace lost nodes.</summary>
internal static class Farm
{
    private const string State = "/state";

    public static async Task KeepAsync(IProvider provider, CancellationToken cancellationToken)
    {
        Topology farm = Topology.Create("farm").AddProfile(Profile.Create("farm").WithCount(3).Build()).Build();
        await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).WithState(State).ProvisionAsync(cancellationToken);
        await WatchAsync(cluster, TimeSpan.FromMinutes(10), cancellationToken);
    }

    /// <summary>Monitors for half an hour, in which a hanging start times out.</summary>
    public static async Task<string[]> AnswersAsync(IProvider provider, CancellationToken cancellationToken)
    {
        await using Cluster cluster = await Cluster.OpenAsync(State, provider, cancellationToken);
        await WatchAsync(cluster, TimeSpan.FromMinutes(30), cancellationToken);
        List<string> answers = [];
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], cancellationToken))
        {
            answers.Add(result.Result?.Output.Trim() ?? $"{result.Node.Name} does not respond");
        }

        return [.. answers.Order(StringComparer.Ordinal)];
    }

    private static async Task WatchAsync(Cluster cluster, TimeSpan time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = new(time, cluster.Provider.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        bool repairs = Environment.GetEnvironmentVariable("FARM_FORGETS") is null;
        try
        {
            await cluster.MonitorAsync(
                new MonitorOptions
                {
                    IsRepairEnabled = repairs,
                    PingInterval = TimeSpan.FromSeconds(20),
                    UnreachableTimeout = TimeSpan.FromMinutes(1),
                },
                either.Token
            );
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // A repair was in progress when the time had elapsed.
        }
    }
}
