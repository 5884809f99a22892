using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Scalewright.Topologies;

/// <summary>An IPv4 or IPv6 address as a number, so that the next one is an addition away.</summary>
public readonly struct Address : IEquatable<Address>, IComparable<Address>
{
    private readonly UInt128 _bits;

    /// <summary>An address.</summary>
    /// <param name="bits">The address as a number, most significant byte first.</param>
    /// <param name="isV6">True for IPv6; an IPv4 address fits in 32 bits.</param>
    public Address(UInt128 bits, bool isV6) => (_bits, IsV6) = (bits, isV6);

    /// <summary>True for IPv6, false for IPv4.</summary>
    public bool IsV6 { get; }

    /// <summary>Width in bits: 32 or 128.</summary>
    public int Width => IsV6 ? 128 : 32;

    /// <summary>The address as a number.</summary>
    public UInt128 ToUInt128() => _bits;

    /// <summary>The address that many further; may leave the network.</summary>
    /// <param name="distance">How many addresses further, 0 or more.</param>
    /// <exception cref="OverflowException">There is no such address.</exception>
    public Address Add(UInt128 distance)
    {
        UInt128 sum = checked(_bits + distance);
        return !IsV6 && sum > uint.MaxValue
            ? throw new OverflowException($"{distance} addresses after {this} lies beyond the last IPv4 address")
            : new Address(sum, IsV6);
    }

    /// <summary>Reads an address: IPv4 in strict dotted decimal without leading zeros, or IPv6 without a zone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address when it is one.</param>
    /// <returns>True when the text is an address.</returns>
    public static bool TryParse(string? text, out Address address)
    {
        address = default;
        return text is not null && (text.Contains(':', StringComparison.Ordinal) ? TryParseV6(text, out address) : TryParseV4(text, out address));
    }

    /// <inheritdoc/>
    public bool Equals(Address other) => _bits == other._bits && IsV6 == other.IsV6;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_bits, IsV6);

    /// <summary>Equal addresses of the same family.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Different addresses or families.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    /// <summary>Before, by family and then number.</summary>
    public static bool operator <(Address left, Address right) => left.CompareTo(right) < 0;

    /// <summary>After, by family and then number.</summary>
    public static bool operator >(Address left, Address right) => left.CompareTo(right) > 0;

    /// <summary>Before or equal, by family and then number.</summary>
    public static bool operator <=(Address left, Address right) => left.CompareTo(right) <= 0;

    /// <summary>After or equal, by family and then number.</summary>
    public static bool operator >=(Address left, Address right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(Address other) => IsV6 == other.IsV6 ? _bits.CompareTo(other._bits) : IsV6.CompareTo(other.IsV6);

    /// <summary>Dotted decimal, or the canonical IPv6 form of RFC 5952.</summary>
    public override string ToString()
    {
        if (!IsV6)
        {
            uint bits = (uint)_bits;
            return string.Create(CultureInfo.InvariantCulture, $"{bits >> 24}.{(bits >> 16) & 255}.{(bits >> 8) & 255}.{bits & 255}");
        }

        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, _bits);
        return new IPAddress(bytes).ToString();
    }

    private static bool TryParseV4(string text, out Address address)
    {
        uint bits = 0;
        int octets = 0;
        foreach (Range part in text.AsSpan().Split('.'))
        {
            ReadOnlySpan<char> octet = text.AsSpan(part);
            if (++octets > 4 || octet.Length is 0 or > 3 || (octet.Length > 1 && octet[0] == '0')
                || octet.ContainsAnyExceptInRange('0', '9') || !byte.TryParse(octet, CultureInfo.InvariantCulture, out byte value))
            {
                address = default;
                return false;
            }

            bits = (bits << 8) | value;
        }

        address = new Address(bits, isV6: false);
        return octets == 4;
    }

    private static bool TryParseV6(string text, out Address address)
    {
        address = default;
        if (text.AsSpan().ContainsAny('%', '[', ']') || !IPAddress.TryParse(text, out IPAddress? parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        address = new Address(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(parsed.GetAddressBytes()), isV6: true);
        return true;
    }
}
