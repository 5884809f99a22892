namespace Kubernetes.Tests;

internal static class TestCluster
{
    public static string Image => Path.GetDirectoryName(TestProgram.Path)!;

    public static Task<KubernetesServer> StartAsync(KubernetesServerOptions? options = null) => KubernetesServer.StartAsync((options ?? new KubernetesServerOptions()) with { Image = Image });

    public static KubernetesOptions OptionsFor(KubernetesServer server) => new(new KubernetesClientOptions(server.Address)) { Image = "node", AgentCommand = [Path.GetFileName(TestProgram.Path)], PageSize = 7, TerminationGracePeriod = TimeSpan.FromSeconds(2) };
}
