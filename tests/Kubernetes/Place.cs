namespace Kubernetes.Tests;

internal static class Place
{
    public static string Image => Path.GetDirectoryName(TestProgram.Path)!;

    public static Task<KubernetesServer> StartAsync(KubernetesServerOptions? options = null) => KubernetesServer.StartAsync((options ?? new KubernetesServerOptions()) with { Image = Image });

    public static KubernetesProviderOptions OptionsFor(KubernetesServer server) => new(new KubernetesAccess(server.Address)) { Image = "node", Agent = [Path.GetFileName(TestProgram.Path)], PageSize = 7, Grace = TimeSpan.FromSeconds(2) };
}
