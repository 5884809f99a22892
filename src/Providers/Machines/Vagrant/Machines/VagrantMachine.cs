using System.Text.Json.Serialization;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>What stands beside a Vagrantfile of one of its VMs: whose it is and as what, and how far it is.</summary>
internal sealed record VagrantMachine
{
    /// <summary>Its name in the Vagrantfile.</summary>
    public required string Name { get; init; }

    public required ResourceMark Mark { get; init; }

    public required string Box { get; init; }

    public required int Cpus { get; init; }

    public required int MemoryMiB { get; init; }

    /// <summary>Its address in the private network; empty: it has none.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether it was started whole once.</summary>
    public bool IsUp { get; init; }

    /// <summary>How often starting it failed.</summary>
    public int Failures { get; init; }

    /// <summary>What was said the last time; empty: nothing.</summary>
    public string Failure { get; init; } = "";

    /// <summary>Whether it is being removed. A start that comes later does nothing: the Vagrantfile looks here.</summary>
    public bool IsEnding { get; init; }

    /// <summary>What its system calls itself: letters, digits and hyphens, as host names are (RFC 1123).</summary>
    [JsonIgnore]
    public string HostName => MachineName.HostOf(Mark.Name);

    /// <summary>Whether it waits for a start, the first one or another.</summary>
    /// <param name="startsMax">How often it is started.</param>
    public bool IsToStart(int startsMax) => !IsUp && !IsEnding && Failures < startsMax;
}
