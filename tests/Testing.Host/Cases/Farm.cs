using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Testing.Host.Cases;

/// <summary>A program that keeps three nodes whole for ten minutes. With the environment variable <c>FARM_FORGETS</c> it does not look after them.</summary>
internal static class Farm
{
    public const string State = "/state";

    public static async Task KeepAsync(IProvider provider, CancellationToken cancellationToken)
    {
        Topology farm = Topology.Create("farm").AddProfile(Profile.Create("farm").WithCount(3).Build()).Build();
        await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).WithState(State).ProvisionAsync(cancellationToken);
        for (int minute = 0; minute < 10; minute++)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, cancellationToken);
            if (Environment.GetEnvironmentVariable("FARM_FORGETS") is null)
            {
                await cluster.RepairAsync(cancellationToken);
            }
        }
    }

    /// <summary>The nodes that answer.</summary>
    public static async Task<string[]> AnswersAsync(IProvider provider, CancellationToken cancellationToken)
    {
        await using Cluster cluster = await Cluster.OpenAsync(State, provider, cancellationToken);
        List<string> names = [];
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], cancellationToken))
        {
            names.Add(result.Result?.Output.Trim() ?? $"{result.Node.Name}: {result.Problem}");
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }
}
