namespace Scalewright.Topologies;

/// <summary>An address with a prefix, host bits kept: <c>192.168.77.10/22</c>.</summary>
/// <param name="Base">The address as written; allocation starts behind it.</param>
/// <param name="PrefixLength">Leading bits that name the network: 0 to 32, or 0 to 128 for IPv6.</param>
public readonly record struct Subnet(Address Base, int PrefixLength)
{
    /// <summary>First address of the network: all host bits zero.</summary>
    public Address First => new(Base.ToUInt128() & ~HostMask, Base.IsV6);

    /// <summary>Last address of the network: all host bits one.</summary>
    public Address Last => new(Base.ToUInt128() | HostMask, Base.IsV6);

    /// <summary>The last address a host may have: for IPv4 networks of 4 addresses or more the broadcast address is not one.</summary>
    public Address LastUsable => !Base.IsV6 && PrefixLength < 31 ? new(Last.ToUInt128() - 1, isV6: false) : Last;

    /// <summary>How many addresses the network has; for <c>::/0</c> the largest number.</summary>
    public UInt128 Size => HostMask == UInt128.MaxValue ? UInt128.MaxValue : HostMask + 1;

    private UInt128 HostMask => PrefixLength == 0 && Base.IsV6
        ? UInt128.MaxValue
        : (UInt128.One << (Base.Width - PrefixLength)) - 1;

    /// <summary>True when an address lies in the network.</summary>
    /// <param name="address">Any address.</param>
    public bool Contains(Address address) => address.IsV6 == Base.IsV6 && address >= First && address <= Last;

    /// <summary>Reads <c>address/prefix</c>, strictly: dotted quad or IPv6, decimal prefix without leading zeros.</summary>
    /// <param name="text">The text.</param>
    /// <param name="subnet">The network when it is one.</param>
    /// <returns>True when the text is a network.</returns>
    public static bool TryParse(string? text, out Subnet subnet)
    {
        bool isNetwork = NetworkText.TryReadNetwork(text, out UInt128 bits, out bool isV6, out int prefixLength);
        subnet = isNetwork ? new Subnet(new Address(bits, isV6), prefixLength) : default;
        return isNetwork;
    }

    /// <summary><c>address/prefix</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Base}/{PrefixLength}");
}
