namespace Scalewright.Topologies;

/// <summary>Address with a prefix length that keeps the host bits: <c>192.168.77.10/22</c>.</summary>
/// <param name="Base">Address as written. Allocation starts after it.</param>
/// <param name="PrefixLength">Length of the network prefix: 0 to 32, or 0 to 128 for IPv6.</param>
public readonly record struct Subnet(Address Base, int PrefixLength)
{
    /// <summary>First address of the network, with all host bits zero.</summary>
    public Address First => new(Base.ToUInt128() & ~HostMask, Base.IsIPv6);

    /// <summary>Last address of the network, with all host bits one.</summary>
    public Address Last => new(Base.ToUInt128() | HostMask, Base.IsIPv6);

    /// <summary>Last host address. Excludes the broadcast address of IPv4 networks with 4 or more addresses.</summary>
    public Address LastUsable => !Base.IsIPv6 && PrefixLength < 31 ? new(Last.ToUInt128() - 1, isV6: false) : Last;

    /// <summary>
    /// First host address. Excludes the network address of IPv4 networks with 4 or more addresses, and the anycast
    /// address of the routers in IPv6 networks with 4 or more addresses.
    /// </summary>
    internal Address FirstUsable => PrefixLength < Base.BitLength - 1 ? First.Add(1) : First;

    /// <summary>Number of addresses. For <c>::/0</c> the maximum value.</summary>
    public UInt128 Size => HostMask == UInt128.MaxValue ? UInt128.MaxValue : HostMask + 1;

    private UInt128 HostMask => PrefixLength == 0 && Base.IsIPv6 ? UInt128.MaxValue : (UInt128.One << (Base.BitLength - PrefixLength)) - 1;

    /// <summary>Returns true if an address is in the network.</summary>
    /// <param name="address">Any address.</param>
    public bool Contains(Address address) => address.IsIPv6 == Base.IsIPv6 && address >= First && address <= Last;

    /// <summary>
    /// Returns the purpose for which an address is reserved; null for a host address. Networks of one or two addresses
    /// have no reserved addresses (RFC 3021, RFC 6164).
    /// </summary>
    internal string? GetReservation(Address address)
    {
        if (address == First && address < FirstUsable)
        {
            return Base.IsIPv6 ? "the anycast address of the routers" : "the network address";
        }

        return address == Last && address > LastUsable ? "the broadcast address" : null;
    }

    /// <summary>Parses <c>address/prefix</c> strictly: dotted quad or IPv6, prefix without leading zeros.</summary>
    /// <param name="text">The text.</param>
    /// <param name="subnet">The network if the text is valid.</param>
    /// <returns>True if the text is a valid network.</returns>
    public static bool TryParse(string? text, out Subnet subnet)
    {
        bool isNetwork = NetworkParser.TryReadNetwork(text, out UInt128 bits, out bool isV6, out int prefixLength);
        subnet = isNetwork ? new Subnet(new Address(bits, isV6), prefixLength) : default;
        return isNetwork;
    }

    /// <summary>Returns <c>address/prefix</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Base}/{PrefixLength}");
}
