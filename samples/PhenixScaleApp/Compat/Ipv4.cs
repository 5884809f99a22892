using System.Globalization;
using System.Numerics;
using PhenixScaleApp.Documents;
using Scalewright.Topologies;

namespace PhenixScaleApp.Compat;

/// <summary>IPv4 addresses by the rules of Python.</summary>
internal static class Ipv4
{
    private const int Width = 32;

    /// <summary>Parses <c>10.0.0.9</c>, <c>10.0.0.9/24</c>, <c>10.0.0.9/255.255.255.0</c>, or a number.</summary>
    /// <exception cref="ReferenceException">The value is invalid.</exception>
    public static (long Address, int Prefix) ParseInterface(Value value)
    {
        if (Loose.TryInteger(value, out BigInteger number))
        {
            return (Checked(number), Width);
        }

        string text = Loose.Text(value);
        string[] parts = text.Split('/');
        return parts.Length switch
        {
            1 => (ParseAddress(text), Width),
            2 => (ParseAddress(parts[0]), ParsePrefix(parts[1])),
            _ => throw Invalid($"Only one '/' permitted in '{text}'"),
        };
    }

    /// <summary>Parses an address in dotted decimal.</summary>
    /// <exception cref="ReferenceException">The text is invalid.</exception>
    public static long ParseAddress(string text) => Address.TryParse(text, out Address address) && !address.IsIPv6
        ? (long)address.ToUInt128()
        : throw Invalid($"'{text}' is not an IPv4 address");

    /// <summary>Adds a distance to an address.</summary>
    /// <exception cref="ReferenceException">The result is not an address.</exception>
    public static long Add(long address, long distance) => Checked(address + (BigInteger)distance);

    public static Address ToAddress(long address) => new((UInt128)address, isV6: false);

    /// <summary>Canonical text of an IPv4 or IPv6 address given as text or number; null if it is invalid.</summary>
    public static string? Canonical(Value value)
    {
        if (Loose.TryInteger(value, out BigInteger number))
        {
            bool isV6 = number > uint.MaxValue;
            return number.Sign < 0 || number >= BigInteger.One << 128 ? null : new Address((UInt128)number, isV6).ToString();
        }

        string text = Loose.Text(value);
        int zone = text.IndexOf('%', StringComparison.Ordinal);
        string bare = zone < 0 ? text : text[..zone];
        bool hasZone = zone >= 0 && zone < text.Length - 1 && bare.Contains(':', StringComparison.Ordinal);
        return Address.TryParse(zone < 0 || hasZone ? bare : text, out Address address) ? address + (hasZone ? text[zone..] : "") : null;
    }

    private static int ParsePrefix(string text)
    {
        if (text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return BigInteger.Parse(text, CultureInfo.InvariantCulture) is var prefix && prefix <= Width
                ? (int)prefix
                : throw new ReferenceException("NetmaskValueError", $"'{text}' is not a valid netmask");
        }

        if (Address.TryParse(text, out Address mask) && !mask.IsIPv6)
        {
            uint bits = (uint)mask.ToUInt128();
            if (IsMask(bits))
            {
                return BitOperations.LeadingZeroCount(~bits);
            }

            if (IsMask(~bits))
            {
                return BitOperations.LeadingZeroCount(bits);
            }
        }

        throw new ReferenceException("NetmaskValueError", $"'{text}' is not a valid netmask");
    }

    private static bool IsMask(uint bits) => (~bits & (~bits + 1)) == 0;

    private static long Checked(BigInteger number)
    {
        if (number.Sign < 0)
        {
            throw Invalid($"{number} (< 0) is not permitted as an IPv4 address");
        }

        return number <= uint.MaxValue ? (long)number : throw Invalid($"{number} (>= 2**32) is not permitted as an IPv4 address");
    }

    private static ReferenceException Invalid(string message) => new("AddressValueError", message);
}
