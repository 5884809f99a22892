namespace Scalewright.Topologies;

/// <summary>A run of addresses in one network, one for each unit, given by rule: first, and one address to leave out.</summary>
/// <param name="Subnet">The network.</param>
/// <param name="First">The address of index 0.</param>
public sealed record AddressBlock(Subnet Subnet, Address First)
{
    private readonly ulong _reservedV4 = ulong.MaxValue;
    private readonly Address? _reserved;

    /// <summary>An address that the run jumps over, such as the gateway's; null: none.</summary>
    public Address? Reserved
    {
        get => _reserved;
        init => (_reserved, _reservedV4) = (value, value is { IsV6: false } address ? address.LowBits : ulong.MaxValue);
    }

    /// <summary>True when every index has the same address: a private network that repeats.</summary>
    public bool IsFixed { get; init; }

    /// <summary>The address of an index.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>The address; it lies in the network when the block was allocated for that many.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is below 0.</exception>
    /// <exception cref="OverflowException">There is no such address.</exception>
    public Address AddressAt(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (IsFixed)
        {
            return First;
        }

        // A reserved address before the first one wraps to a distance that no index reaches.
        ulong distance = (ulong)index;
        return First.IsV6 ? AddressAtV6(distance) : First.Add(_reservedV4 - First.LowBits <= distance ? distance + 1 : distance);
    }

    private Address AddressAtV6(UInt128 distance)
    {
        bool jumps = _reserved is { IsV6: true } reserved && reserved.ToUInt128() - First.ToUInt128() <= distance;
        return First.Add(jumps ? distance + 1 : distance);
    }
}
