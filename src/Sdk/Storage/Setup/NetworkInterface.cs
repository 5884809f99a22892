namespace Scalewright.Storage.Setup;

/// <summary>A network interface of a server.</summary>
/// <param name="Number">Its number on the server, from 0.</param>
/// <param name="Address">Its IPv4 address.</param>
/// <param name="Type"><c>tcp</c> or <c>o2ib</c>.</param>
/// <param name="LndType">The type of its Lustre network; null when it is in none.</param>
/// <param name="LndNetwork">The number of its Lustre network; null when it is in none.</param>
public sealed record NetworkInterface(int Number, string Address, string Type, string? LndType, int? LndNetwork)
{
    /// <summary>The name of the device: <c>eth0</c>, <c>ib1</c>.</summary>
    public string Device => (string.Equals(Type, "o2ib", StringComparison.Ordinal) ? "ib" : "eth") + Number;

    /// <summary>The Lustre address: <c>10.0.0.1@tcp</c>, <c>10.1.0.1@o2ib1</c>; null when it is in no Lustre network.</summary>
    public string? Nid => LndNetwork is { } network ? $"{Address}@{LndType}{(network == 0 ? "" : network)}" : null;
}
