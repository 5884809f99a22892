namespace Scalewright.Topologies;

/// <summary>A run of addresses in one network, one for each unit, given by rule: first, and one address to leave out.</summary>
/// <param name="Subnet">The network.</param>
/// <param name="First">The address of index 0.</param>
public sealed record AddressBlock(Subnet Subnet, Address First)
{
    /// <summary>An address that the run jumps over, such as the gateway's; null: none.</summary>
    public Address? Reserved { get; init; }

    /// <summary>True when every index has the same address: a private network that repeats.</summary>
    public bool IsFixed { get; init; }

    /// <summary>The address of an index.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>The address; it lies in the network when the block was allocated for that many.</returns>
    public Address AddressAt(long index)
    {
        if (IsFixed)
        {
            return First;
        }

        Address address = First.Add((UInt128)index);
        return Reserved is { } reserved && First <= reserved && address >= reserved ? address.Add(1) : address;
    }
}
