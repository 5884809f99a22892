using System.Globalization;
using Scalewright.Providers.Kubernetes.Client;
using Scalewright.Providers.Kubernetes.Wire;

namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Reads which release of Kubernetes a cluster runs.</summary>
internal static class ServerRelease
{
    /// <summary>Reads the second number of its version, as 20 of 1.20; null when the cluster does not say it.</summary>
    /// <param name="client">Calls the cluster.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ApiException">It refuses, or does not answer.</exception>
    public static async Task<int?> ReadMinorAsync(ApiClient client, CancellationToken cancellationToken)
    {
        // Some vendors write it as 20+.
        ServerVersion version = await client.GetAsync("version", KubernetesJson.Default.ServerVersion, cancellationToken);
        return int.TryParse(version.Minor?.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
