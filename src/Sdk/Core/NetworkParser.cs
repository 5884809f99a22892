using System.Buffers.Binary;

namespace Scalewright;

/// <summary>Parses addresses and networks strictly: dotted decimal, no leading zeros, or IPv6 without a zone.</summary>
internal static class NetworkParser
{
    private const int WidthOfV4 = 32;
    private const int WidthOfV6 = 128;

    /// <param name="bits">The address as a number, most significant byte first. 0 on failure.</param>
    public static bool TryReadAddress(string? text, out UInt128 bits, out bool isV6)
    {
        isV6 = text?.Contains(':', StringComparison.Ordinal) == true;
        bits = 0;
        return text is not null && (isV6 ? TryReadV6(text, out bits) : TryReadV4(text, out bits));
    }

    /// <summary>Parses <c>address/prefix</c>.</summary>
    /// <param name="bits">The address as a number. 0 on failure.</param>
    /// <param name="prefixLength">Length of the network prefix: 0 to 32, or 0 to 128 for IPv6.</param>
    public static bool TryReadNetwork(string? text, out UInt128 bits, out bool isV6, out int prefixLength)
    {
        (bits, isV6, prefixLength) = (0, false, 0);
        int slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0 || !TryReadAddress(text![..slash], out bits, out isV6))
        {
            return false;
        }

        ReadOnlySpan<char> prefix = text.AsSpan(slash + 1);
        bool isNumber =
            prefix.Length is > 0 and < 4 && !prefix.ContainsAnyExceptInRange('0', '9') && !(prefix.Length > 1 && prefix[0] == '0');
        prefixLength = isNumber ? int.Parse(prefix, CultureInfo.InvariantCulture) : 0;
        return isNumber && prefixLength <= (isV6 ? WidthOfV6 : WidthOfV4);
    }

    public static Problem NoNetwork(string text, string field) =>
        new(
            ProblemCode.InvalidAddress,
            $"'{TextEscaping.Escape(text)}' is not a network",
            "use address/prefix, as in 10.0.0.0/16 or fd00::/64"
        )
        {
            Field = field,
        };

    private static bool TryReadV4(string text, out UInt128 bits)
    {
        bits = 0;
        int octets = 0;
        foreach (Range part in text.AsSpan().Split('.'))
        {
            ReadOnlySpan<char> octet = text.AsSpan(part);
            if (
                ++octets > 4
                || octet.Length is 0 or > 3
                || (octet.Length > 1 && octet[0] == '0')
                || octet.ContainsAnyExceptInRange('0', '9')
                || !byte.TryParse(octet, CultureInfo.InvariantCulture, out byte value)
            )
            {
                bits = 0;
                return false;
            }

            bits = (bits << 8) | value;
        }

        return octets == 4;
    }

    private static bool TryReadV6(string text, out UInt128 bits)
    {
        bits = 0;
        if (
            text.AsSpan().ContainsAny('%', '[', ']')
            || !IPAddress.TryParse(text, out IPAddress? parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6
        )
        {
            return false;
        }

        bits = BinaryPrimitives.ReadUInt128BigEndian(parsed.GetAddressBytes());
        return true;
    }
}
