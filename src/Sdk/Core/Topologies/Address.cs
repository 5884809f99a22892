namespace Scalewright.Topologies;

/// <summary>IPv4 or IPv6 address as a number, which allows address arithmetic.</summary>
public readonly struct Address : IEquatable<Address>, IComparable<Address>
{
    private readonly ulong _highBits;

    /// <summary>Creates an address.</summary>
    /// <param name="bits">The address as a number, most significant byte first.</param>
    /// <param name="isV6">True for IPv6. An IPv4 address fits in 32 bits.</param>
    /// <exception cref="ArgumentOutOfRangeException">An IPv4 address has more than 32 bits.</exception>
    public Address(UInt128 bits, bool isV6)
    {
        if (!isV6)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, uint.MaxValue);
        }

        (_highBits, LowBits, IsIPv6) = ((ulong)(bits >> 64), (ulong)bits, isV6);
    }

    private Address(uint bits) => LowBits = bits;

    /// <summary>True for IPv6, false for IPv4.</summary>
    public bool IsIPv6 { get; }

    /// <summary>Width in bits: 32 or 128.</summary>
    public int BitLength => IsIPv6 ? 128 : 32;

    /// <summary>The last 64 bits, which contain a whole IPv4 address.</summary>
    internal ulong LowBits { get; }

    /// <summary>Returns the address as a number.</summary>
    public UInt128 ToUInt128() => new(_highBits, LowBits);

    /// <summary>Adds a distance. The result may be outside the network.</summary>
    /// <param name="distance">Number of addresses, 0 or more.</param>
    /// <exception cref="OverflowException">The result exceeds the address range.</exception>
    public Address Add(UInt128 distance)
    {
        if (IsIPv6)
        {
            return new Address(checked(ToUInt128() + distance), isV6: true);
        }

        return distance <= uint.MaxValue ? Add((ulong)distance) : throw Beyond(distance);
    }

    internal Address Add(ulong distance)
    {
        if (IsIPv6)
        {
            return Add((UInt128)distance);
        }

        return distance <= uint.MaxValue - LowBits ? new Address((uint)(LowBits + distance)) : throw Beyond(distance);
    }

    /// <summary>Parses an address: IPv4 in strict dotted decimal, no leading zeros, or IPv6 without a zone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address if the text is valid.</param>
    /// <returns>True if the text is a valid address.</returns>
    public static bool TryParse(string? text, out Address address)
    {
        bool isAddress = NetworkParser.TryReadAddress(text, out UInt128 bits, out bool isV6);
        address = isAddress ? new Address(bits, isV6) : default;
        return isAddress;
    }

    /// <inheritdoc/>
    public bool Equals(Address other) => LowBits == other.LowBits && _highBits == other._highBits && IsIPv6 == other.IsIPv6;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_highBits, LowBits, IsIPv6);

    /// <summary>Returns true if addresses and families are equal.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Returns true if addresses or families differ.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    /// <summary>Compares by family, then number.</summary>
    public static bool operator <(Address left, Address right) => left.CompareTo(right) < 0;

    /// <summary>Compares by family, then number.</summary>
    public static bool operator >(Address left, Address right) => left.CompareTo(right) > 0;

    /// <summary>Compares by family, then number.</summary>
    public static bool operator <=(Address left, Address right) => left.CompareTo(right) <= 0;

    /// <summary>Compares by family, then number.</summary>
    public static bool operator >=(Address left, Address right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(Address other)
    {
        if (IsIPv6 != other.IsIPv6)
        {
            return IsIPv6.CompareTo(other.IsIPv6);
        }

        int high = _highBits.CompareTo(other._highBits);
        return high != 0 ? high : LowBits.CompareTo(other.LowBits);
    }

    /// <summary>Returns dotted decimal, or the canonical IPv6 form of RFC 5952.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[AddressFormatter.MaxLength];
        return Encoding.ASCII.GetString(text[..AddressFormatter.Write(this, text)]);
    }

    private OverflowException Beyond(UInt128 distance) => new($"{distance} addresses after {this} lies beyond the last IPv4 address");
}
