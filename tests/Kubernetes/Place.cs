using System.Diagnostics;
using Loopback.Kubernetes;
using Scalewright.Providers.Kubernetes;

namespace Kubernetes.Tests;

/// <summary>A cluster of this machine.</summary>
internal static class Place
{
    /// <summary>The folder of programs that pods have.</summary>
    public static string Image => Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/').Replace("/Kubernetes/bin/", "/Kubernetes.Host/bin/", StringComparison.Ordinal) + "/")!;

    public static Task<KubernetesServer> StartAsync(KubernetesServerOptions? options = null) => KubernetesServer.StartAsync((options ?? new KubernetesServerOptions()) with { Image = Image });

    /// <summary>How a provider gets there.</summary>
    public static KubernetesProviderOptions OptionsFor(KubernetesServer server) => new(new KubernetesAccess(server.Address)) { Image = "node", PageSize = 7, Grace = TimeSpan.FromSeconds(2) };
}
