using Scalewright.Providers.Kubernetes;

namespace TestPrograms;

internal static class KubernetesRole
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var address, var image])
        {
            return await Usage.ReportArgumentsAsync("kubernetes ADDRESS IMAGE");
        }

        await using KubernetesProvider provider = new(
            new KubernetesOptions(new KubernetesClientOptions(new Uri(address)))
            {
                Image = image,
                CpuRequestRatio = 0.01,
                MemoryRequestRatio = 0.01,
                TerminationGracePeriod = TimeSpan.Zero,
            }
        );
        return await KilledFarm.RunAsync(provider, 3);
    }
}
