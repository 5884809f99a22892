namespace Kubernetes.Tests;

/// <summary>A cluster of this machine.</summary>
internal static class Place
{
    /// <summary>The folder of programs that pods have.</summary>
    public static string Image => Path.GetDirectoryName(TestProgram.Path)!;

    public static Task<KubernetesServer> StartAsync(KubernetesServerOptions? options = null) => KubernetesServer.StartAsync((options ?? new KubernetesServerOptions()) with { Image = Image });

    /// <summary>How a provider gets there.</summary>
    public static KubernetesProviderOptions OptionsFor(KubernetesServer server) => new(new KubernetesAccess(server.Address)) { Image = "node", Agent = [Path.GetFileName(TestProgram.Path)], PageSize = 7, Grace = TimeSpan.FromSeconds(2) };
}
