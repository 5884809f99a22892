namespace Scalewright.Storage.Setup;

/// <summary>Network interface of a server.</summary>
/// <param name="Number">Number on the server, from 0.</param>
/// <param name="Address">IPv4 address.</param>
/// <param name="Type">Type: <c>tcp</c> or <c>o2ib</c>.</param>
/// <param name="LndType">Type of its Lustre network; null if it is in none.</param>
/// <param name="LndNetwork">Number of its Lustre network; null if it is in none.</param>
public sealed record ServerNetworkInterface(int Number, string Address, string Type, string? LndType, int? LndNetwork)
{
    /// <summary>Device name, for example <c>eth0</c> or <c>ib1</c>.</summary>
    public string Device => (string.Equals(Type, "o2ib", StringComparison.Ordinal) ? "ib" : "eth") + Number;

    /// <summary>Lustre address: <c>10.0.0.1@tcp</c>, <c>10.1.0.1@o2ib1</c>; null if it has none.</summary>
    public string? Nid => LndNetwork is { } network ? $"{Address}@{LndType}{(network == 0 ? "" : network)}" : null;
}
