namespace Loopback.Minimega.Machines;

/// <summary>A network card of a container or VM.</summary>
internal sealed record Nic(NetSpec Spec, string Alias, int Vlan, string Mac, string Tap)
{
    /// <summary>The VLAN as tables show it: a number, or <c>ALIAS (number)</c>.</summary>
    public string Cell => Alias == Vlan.ToString() ? Alias : $"{Alias} ({Vlan})";
}
