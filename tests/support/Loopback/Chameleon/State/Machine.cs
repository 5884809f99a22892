namespace Loopback.Chameleon.State;

internal sealed class Machine(string id, string name, HostSpec spec)
{
    public string Id => id;

    public string Name => name;

    public HostSpec Spec => spec;

    public int BadServers { get; set; }
}
