namespace Scalewright.Topologies;

/// <summary>What one node shall be. Its containers are a count and a first index; the group's rule says the rest.</summary>
/// <param name="Name">Host name, unique in the topology without regard to case.</param>
/// <param name="Number">Number in its group, from 1.</param>
public sealed record NodeSpec(string Name, int Number)
{
    /// <summary>What it is made of; shared with its like.</summary>
    public NodeHardware Hardware { get; init; } = new();

    /// <summary>The cloud, site or zone it is asked from; empty: where the provider puts it.</summary>
    public string Cloud { get; init; } = "";

    /// <summary>Whether it works; a wanted node is always healthy.</summary>
    public NodeHealth Health { get; init; }

    /// <summary>How many containers run on it.</summary>
    public int ContainerCount { get; init; }

    /// <summary>Index in the group of its first container, from 0.</summary>
    public long FirstContainer { get; init; }

    /// <summary>Labels to find it by.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>Facts for the backend that the plugin added.</summary>
    public ValueMap<string> Annotations { get; init; } = ValueMap<string>.Empty;

    /// <summary>Commands that its startup script runs first, in order.</summary>
    public ValueList<string> StartupCommands { get; init; } = [];

    /// <summary>Scripts of the user that run when it starts, in order.</summary>
    public ValueList<string> StartScripts { get; init; } = [];

    /// <summary>Files that are put into it before it starts, in order.</summary>
    public ValueList<FileInjection> Files { get; init; } = [];

    /// <summary><c>wind-farm-1: 18 containers, ubuntu.qc2, 2 CPUs, 2048 MiB</c>.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Name}: {CountText.Of(ContainerCount, "container")}, {Hardware.Image}, {CountText.Of(Hardware.Cpus, "CPU")}, {Hardware.MemoryMiB} MiB");
}
