namespace Kubernetes.Tests;

internal static class TestCluster
{
    public static string Image => Path.GetDirectoryName(TestProgram.Path)!;

    public static Task<KubernetesServer> StartAsync(KubernetesServerOptions? options = null) =>
        KubernetesServer.StartAsync((options ?? new KubernetesServerOptions()) with { Image = Image });

    /// <param name="nodes">Nodes without machines; null for those of the cluster.</param>
    public static async Task<IKubernetesServer> StartProxyAsync(KubernetesServerOptions? nodes = null)
    {
        KubernetesApiServer server = KubernetesApiServer.Found!;
        return await KubernetesProxy.StartAsync(server.Address, server.Token, nodes);
    }

    /// <summary>Image of nodes.</summary>
    public static string ImageOf(IKubernetesServer server) => server is KubernetesProxy ? KubernetesApiServer.Found!.Image : "node";

    public static KubernetesOptions OptionsFor(IKubernetesServer server)
    {
        KubernetesOptions options = new(new KubernetesClientOptions(server.Address) { Namespace = server.Namespace })
        {
            Image = ImageOf(server),
            PageSize = 7,
            TerminationGracePeriod = TimeSpan.FromSeconds(2),
        };

        // Many pods must fit on the machine of the tests.
        return server is KubernetesProxy
            ? options with
            {
                CpuRequestRatio = 0.01,
                MemoryRequestRatio = 0.01,
            }
            : options with
            {
                AgentCommand = [Path.GetFileName(TestProgram.Path)],
            };
    }
}
