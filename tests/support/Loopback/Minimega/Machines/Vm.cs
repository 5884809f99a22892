namespace Loopback.Minimega.Machines;

internal sealed class Vm(int id, string name, string kind, VmConfig config, string uuid, DateTimeOffset launchedAt)
{
    /// <summary>Number, unique at the server.</summary>
    public int Id { get; } = id;

    /// <summary>Name, unique in its namespace.</summary>
    public string Name { get; } = name;

    /// <summary><c>kvm</c>, <c>container</c> or <c>android</c>.</summary>
    public string Kind { get; } = kind;

    public VmConfig Config { get; } = config;
    public string Uuid { get; } = uuid;

    public DateTimeOffset LaunchedAt { get; } = launchedAt;
    public VmState State { get; set; } = VmState.Building;

    /// <summary>0 if the launch failed.</summary>
    public int Pid { get; set; }

    /// <summary>Console or screen; 0 if the launch failed.</summary>
    public int Port { get; set; }

    public List<Nic> Networks { get; } = [];
    public SortedDictionary<string, string> Tags { get; } = new(config.Map("tags"), StringComparer.Ordinal);
    public Guest? Guest { get; set; }

    public bool ActiveCc { get; set; }

    public string Hostname => Config["hostname"] is { Length: > 0 } name ? name : Name;

    public string StateWord => State.ToString().ToUpperInvariant();
}
