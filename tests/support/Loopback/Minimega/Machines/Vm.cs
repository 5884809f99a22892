using Loopback.Minimega.Control;

namespace Loopback.Minimega.Machines;

/// <summary>A container or VM.</summary>
internal sealed class Vm(int id, string name, string kind, VmConfig config, string uuid, DateTimeOffset launchedAt)
{
    /// <summary>Number, unique at the server.</summary>
    public int Id { get; } = id;

    /// <summary>Name, unique in its namespace.</summary>
    public string Name { get; } = name;

    /// <summary><c>kvm</c>, <c>container</c> or <c>android</c>.</summary>
    public string Kind { get; } = kind;

    /// <summary>The configuration of the launch line.</summary>
    public VmConfig Config { get; } = config;

    /// <summary>Identifier that the guest agent knows.</summary>
    public string Uuid { get; } = uuid;

    /// <summary>When it was launched.</summary>
    public DateTimeOffset LaunchedAt { get; } = launchedAt;

    /// <summary>Its life.</summary>
    public VmState State { get; set; } = VmState.Building;

    /// <summary>Process; 0 when the launch failed.</summary>
    public int Pid { get; set; }

    /// <summary>Port of the console or screen; 0 when the launch failed.</summary>
    public int Port { get; set; }

    /// <summary>Network cards.</summary>
    public List<Nic> Networks { get; } = [];

    /// <summary>Tags, those of the configuration included.</summary>
    public SortedDictionary<string, string> Tags { get; } = new(config.Map("tags"), StringComparer.Ordinal);

    /// <summary>The simulated guest; null until it is started.</summary>
    public Guest? Guest { get; set; }

    /// <summary>True once the agent was seen alive for a while.</summary>
    public bool ActiveCc { get; set; }

    /// <summary>Host name inside.</summary>
    public string Hostname => Config["hostname"] is { Length: > 0 } name ? name : Name;

    /// <summary>The state's word in tables.</summary>
    public string StateWord => State.ToString().ToUpperInvariant();
}
