namespace Scalewright.Topologies;

/// <summary>
/// Specification of a node. Contains only the number and the first index of its containers, which the group describes.
/// </summary>
/// <param name="Name">Host name, unique in the topology, case-insensitive.</param>
/// <param name="Number">Number in the group, from 1.</param>
public sealed record NodeSpec(string Name, int Number)
{
    /// <summary>Hardware, shared by similar nodes.</summary>
    public NodeHardware Hardware { get; init; } = new();

    /// <summary>Requested cloud, site or zone. Empty: the provider selects one.</summary>
    public string Cloud { get; init; } = "";

    /// <summary>Health of the node. Desired nodes are always healthy.</summary>
    public NodeHealth Health { get; init; }

    /// <summary>Number of containers on the node.</summary>
    public int ContainerCount { get; init; }

    /// <summary>Index of the first container in the group, from 0.</summary>
    public long FirstContainerIndex { get; init; }

    /// <summary>Labels for selecting the node.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>Facts for the backend, added by the plugin.</summary>
    public ValueMap<string> Annotations { get; init; } = ValueMap<string>.Empty;

    /// <summary>Commands that the startup script runs first, in order.</summary>
    public ValueList<string> StartupCommands { get; init; } = [];

    /// <summary>User scripts that run at startup, in order.</summary>
    public ValueList<string> StartupScripts { get; init; } = [];

    /// <summary>Files copied to the node before it starts, in order.</summary>
    public ValueList<FileInjection> Files { get; init; } = [];

    /// <summary>Returns <c>wind-farm-1: 18 containers, ubuntu.qc2, 2 CPUs, 2048 MiB</c>.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}: {Pluralizer.Format(ContainerCount, "container")}, {Hardware.Image}, "
                + $"{Pluralizer.Format(Hardware.Cpus, "CPU")}, {Hardware.MemoryMiB} MiB"
        );
}
