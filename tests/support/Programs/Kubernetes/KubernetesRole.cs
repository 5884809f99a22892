using Scalewright.Providers.Kubernetes;

namespace TestPrograms;

internal static class KubernetesRole
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var address])
        {
            return await Usage.ReportArgumentsAsync("kubernetes ADDRESS");
        }

        await using KubernetesProvider provider = new(new KubernetesOptions(new KubernetesClientOptions(new Uri(address))) { Image = "node", TerminationGracePeriod = TimeSpan.Zero });
        return await KilledFarm.RunAsync(provider, 3);
    }
}
