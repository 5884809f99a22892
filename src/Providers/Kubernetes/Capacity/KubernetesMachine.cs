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

    /// <summary>How many more nodes of this library find room, by processors, memory and number of pods; taints are not looked at.</summary>
    /// <param name="hardware">What each of them asks for.</param>
    /// <exception cref="ArgumentOutOfRangeException">It has no processors or no memory.</exception>
    public int RoomFor(NodeHardware hardware)
    {
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentOutOfRangeException.ThrowIfLessThan(hardware.Cpus, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hardware.MemoryMiB, 1);
        decimal room = Math.Min(Math.Min((Cpus - CpusTaken) / hardware.Cpus, (MemoryMiB - MemoryTakenMiB) / hardware.MemoryMiB), PodsMax - Pods);
        return IsReady && TakesPods ? (int)Math.Clamp(Math.Floor(room), 0, int.MaxValue) : 0;
    }
}
