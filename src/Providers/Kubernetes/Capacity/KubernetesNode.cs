using Scalewright.Topologies;

namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>A machine of a cluster, which Kubernetes calls a node, with its free capacity.</summary>
/// <param name="Name">Name of the machine.</param>
public sealed record KubernetesNode(string Name)
{
    /// <summary>Labels of the machine, for example the name of its pool.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>Indicates whether the machine is ready.</summary>
    public bool IsReady { get; init; }

    /// <summary>Indicates whether the machine accepts new pods. False if it is cordoned or drained.</summary>
    public bool IsSchedulable { get; init; }

    /// <summary>Taints of the machine.</summary>
    public ValueList<KubernetesTaint> Taints { get; init; } = [];

    /// <summary>Processors that pods can request.</summary>
    public decimal Cpus { get; init; }

    /// <summary>Memory that pods can request, in MiB.</summary>
    public decimal MemoryMiB { get; init; }

    /// <summary>Maximum number of pods.</summary>
    public int MaxPods { get; init; }

    /// <summary>Processors that the pods of the machine request.</summary>
    public decimal CpusRequested { get; init; }

    /// <summary>Memory that the pods of the machine request, in MiB.</summary>
    public decimal MemoryRequestedMiB { get; init; }

    /// <summary>Number of pods on the machine, excluding pods that have ended.</summary>
    public int PodCount { get; init; }

    /// <summary>
    /// Returns how many more nodes fit on the machine, by processors, memory and number of pods. Returns zero if the
    /// machine is not ready, is cordoned, or has a taint that the nodes do not tolerate.
    /// </summary>
    /// <param name="hardware">Hardware that each node requests.</param>
    /// <param name="tolerations">Taints that the nodes tolerate. Null, the default, tolerates none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The hardware has no processors or no memory.</exception>
    public int GetCapacityFor(NodeHardware hardware, ValueList<KubernetesToleration>? tolerations = null)
    {
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentOutOfRangeException.ThrowIfLessThan(hardware.Cpus, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hardware.MemoryMiB, 1);
        return GetCapacityFor(hardware.Cpus, hardware.MemoryMiB, tolerations ?? []);
    }

    internal int GetCapacityFor(decimal cpus, decimal memoryMiB, ValueList<KubernetesToleration> tolerations)
    {
        bool isOpen =
            IsReady
            && IsSchedulable
            && Taints.Where(taint => taint.BlocksScheduling).All(taint => tolerations.Any(toleration => toleration.Tolerates(taint)));
        decimal room = MaxPods - PodCount;
        room = cpus > 0 ? Math.Min(room, (Cpus - CpusRequested) / cpus) : room;
        room = memoryMiB > 0 ? Math.Min(room, (MemoryMiB - MemoryRequestedMiB) / memoryMiB) : room;
        return isOpen ? (int)Math.Clamp(Math.Floor(room), 0, int.MaxValue) : 0;
    }
}
