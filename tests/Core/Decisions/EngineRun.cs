using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

internal static class EngineRun
{
    public static async Task<EngineCycle[]> CyclesAsync(
        DecisionEngineBuilder builder,
        int count,
        LiveCluster cluster,
        CancellationToken cancellationToken
    )
    {
        List<EngineCycle> cycles = [];
        await foreach (EngineCycle cycle in builder.Build().RunAsync(cluster, cancellationToken))
        {
            cycles.Add(cycle);
            if (cycles.Count == count)
            {
                break;
            }
        }

        return [.. cycles];
    }
}
