namespace Scalewright.Topologies;

/// <summary>Consecutive addresses of a network, one per unit. Optionally skips a reserved address.</summary>
/// <param name="Subnet">The network.</param>
/// <param name="First">Address of index 0.</param>
public sealed record AddressBlock(Subnet Subnet, Address First)
{
    private readonly ulong _reservedV4 = ulong.MaxValue;
    private readonly Address? _reserved;

    /// <summary>Skipped address, for example of the gateway. Null: no address is skipped.</summary>
    public Address? Reserved
    {
        get => _reserved;
        init => (_reserved, _reservedV4) = (value, value is { IsIPv6: false } address ? address.LowBits : ulong.MaxValue);
    }

    /// <summary>True if all indexes have the same address, as in a private network per unit.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Returns the address of an index.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>The address. It is in the network if the block was allocated for this index.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    /// <exception cref="OverflowException">The result exceeds the address range.</exception>
    public Address GetAddress(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (IsFixed)
        {
            return First;
        }

        // If the reserved address is before the first one, the subtraction wraps to a distance beyond every index.
        ulong distance = (ulong)index;
        if (First.IsIPv6)
        {
            return AddressAtV6(distance);
        }

        return First.Add(_reservedV4 - First.LowBits <= distance ? distance + 1 : distance);
    }

    private Address AddressAtV6(UInt128 distance)
    {
        bool jumps = _reserved is { IsIPv6: true } reserved && reserved.ToUInt128() - First.ToUInt128() <= distance;
        return First.Add(jumps ? distance + 1 : distance);
    }
}
