namespace Loopback.Chameleon.State;

/// <summary>A machine that can be leased.</summary>
internal sealed class Machine(string id, string name, HostSpec spec)
{
    public string Id => id;

    public string Name => name;

    public HostSpec Spec => spec;

    /// <summary>How many of the next servers on it fail.</summary>
    public int BadServers { get; set; }
}
