using Scalewright.Topologies;

namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>A machine of a cluster, which Kubernetes calls a node, and the room that is left on it. A value.</summary>
/// <param name="Name">Its name.</param>
public sealed record KubernetesMachine(string Name)
{
    /// <summary>Its labels, as in the name of its pool.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>Whether it works.</summary>
    public bool IsReady { get; init; }

    /// <summary>Whether it takes new pods; not when it is cordoned or drained.</summary>
    public bool TakesPods { get; init; }

    /// <summary>What keeps pods away that do not tolerate it.</summary>
    public ValueList<KubernetesTaint> Taints { get; init; } = [];

    /// <summary>Processors that pods may ask for.</summary>
    public decimal Cpus { get; init; }

    /// <summary>Memory that pods may ask for, in MiB.</summary>
    public decimal MemoryMiB { get; init; }

    /// <summary>How many pods may be there.</summary>
    public int PodsMax { get; init; }

    /// <summary>Processors that its pods asked for.</summary>
    public decimal CpusTaken { get; init; }

    /// <summary>Memory that its pods asked for, in MiB.</summary>
    public decimal MemoryTakenMiB { get; init; }

    /// <summary>How many pods are there that have not ended.</summary>
    public int Pods { get; init; }

    /// <summary>How many more nodes of this library find room, by processors, memory and number of pods: none where a taint keeps them away.</summary>
    /// <param name="hardware">What each of them asks for.</param>
    /// <param name="tolerations">The taints they do not mind; null, the default: they mind all.</param>
    /// <exception cref="ArgumentOutOfRangeException">It has no processors or no memory.</exception>
    public int RoomFor(NodeHardware hardware, ValueList<KubernetesToleration>? tolerations = null)
    {
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentOutOfRangeException.ThrowIfLessThan(hardware.Cpus, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hardware.MemoryMiB, 1);
        return RoomFor(hardware.Cpus, hardware.MemoryMiB, tolerations ?? []);
    }

    /// <summary>How many more pods find room.</summary>
    /// <param name="cpus">Processors of each; 0: it asks for none.</param>
    /// <param name="memoryMiB">Memory of each; 0: it asks for none.</param>
    /// <param name="tolerations">The taints they do not mind.</param>
    internal int RoomFor(decimal cpus, decimal memoryMiB, ValueList<KubernetesToleration> tolerations)
    {
        bool isOpen = IsReady && TakesPods && Taints.Where(taint => taint.KeepsAway).All(taint => tolerations.Any(one => one.Tolerates(taint)));
        decimal room = PodsMax - Pods;
        room = cpus > 0 ? Math.Min(room, (Cpus - CpusTaken) / cpus) : room;
        room = memoryMiB > 0 ? Math.Min(room, (MemoryMiB - MemoryTakenMiB) / memoryMiB) : room;
        return isOpen ? (int)Math.Clamp(Math.Floor(room), 0, int.MaxValue) : 0;
    }
}
