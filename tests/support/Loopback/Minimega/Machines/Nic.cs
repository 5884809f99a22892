namespace Loopback.Minimega.Machines;

internal sealed record Nic(NetSpec Spec, string Alias, int Vlan, string Mac, string Tap)
{
    public string Cell => Alias == Vlan.ToString() ? Alias : $"{Alias} ({Vlan})";
}
