using Scalewright.Topologies;

namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>Processors and memory of a node's pod, as limits and as requests.</summary>
/// <param name="CpuMilli">Thousandths of a processor, 1 or more, the smallest unit of Kubernetes.</param>
/// <param name="MemoryMiB">Memory in MiB, 1 or more.</param>
internal readonly record struct PodSize(long CpuMilli, long MemoryMiB)
{
    private const int Milli = 1000;

    public static PodSize GetLimit(NodeHardware hardware, KubernetesOptions options) =>
        new(RoundUp(hardware.Cpus * options.CpuUnit * Milli), hardware.MemoryMiB);

    public static PodSize GetRequest(NodeHardware hardware, KubernetesOptions options)
    {
        PodSize limit = GetLimit(hardware, options);
        return new PodSize(RoundUp(limit.CpuMilli * options.CpuRequestRatio), RoundUp(limit.MemoryMiB * options.MemoryRequestRatio));
    }

    /// <summary>Returns the amounts, which are written as <c>2</c>, <c>250m</c>, <c>512Mi</c>.</summary>
    public Dictionary<string, ResourceQuantity> ToWire() =>
        new(StringComparer.Ordinal)
        {
            ["cpu"] = new ResourceQuantity(string.Create(CultureInfo.InvariantCulture, $"{CpuMilli}m")),
            ["memory"] = new ResourceQuantity(string.Create(CultureInfo.InvariantCulture, $"{MemoryMiB}Mi")),
        };

    // Ignores rounding errors below a millionth: 0.1 * 3 is slightly above 0.3.
    private static long RoundUp(double amount) => Math.Max(1, (long)Math.Ceiling(Math.Round(amount, 6)));
}
