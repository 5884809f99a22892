using System.Diagnostics;
using Loopback.Kubernetes;
using Scalewright.Providers.Kubernetes;

namespace Kubernetes.Tests;

/// <summary>A cluster of this machine.</summary>
internal static class Place
{
    /// <summary>Why pods cannot be made here; null: they can.</summary>
    public static string? MissingReason { get; } = CanIsolate() ? null : "pods need namespaces, which this user cannot make here; run as root, with unshare and nsenter";

    /// <summary>The folder of programs that pods have.</summary>
    public static string Image => Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/').Replace("/Kubernetes/bin/", "/Kubernetes.Host/bin/", StringComparison.Ordinal) + "/")!;

    public static Task<KubernetesServer> StartAsync(KubernetesServerOptions? options = null) => KubernetesServer.StartAsync((options ?? new KubernetesServerOptions()) with { Image = Image });

    /// <summary>How a provider gets there.</summary>
    public static KubernetesProviderOptions OptionsFor(KubernetesServer server) => new(new KubernetesAccess(server.Address)) { Image = "node", PageSize = 7, Grace = TimeSpan.FromSeconds(2) };

    private static bool CanIsolate()
    {
        try
        {
            using Process probe = Process.Start(new ProcessStartInfo("unshare", ["--mount", "--pid", "--fork", "--mount-proc", "nsenter", "--version"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            probe.StandardOutput.ReadToEnd();
            probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
