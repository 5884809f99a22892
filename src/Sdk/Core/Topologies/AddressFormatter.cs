using System.Buffers.Binary;
using System.Buffers.Text;

namespace Scalewright.Topologies;

/// <summary>Formats addresses: dotted decimal, or IPv6 in the canonical form of RFC 5952.</summary>
internal static class AddressFormatter
{
    public const int MaxLength = 48;

    private const int GroupCount = 8;

    // 0 to 255 as text followed by a dot, with the first digit in the lowest byte.
    private static readonly uint[] Octets = [.. Enumerable.Range(0, 256).Select(Spell)];

    /// <param name="text">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Length of the text in bytes.</returns>
    public static int Write(Address address, Span<byte> text) =>
        address.IsIPv6 ? WriteV6(address.ToUInt128(), text) : WriteV4((uint)address.LowBits, text);

    // Two octets with dots fit in eight bytes, so an address takes two memory writes.
    private static int WriteV4(uint bits, Span<byte> text)
    {
        int half = WriteOctets(bits >> 16, text);
        return half + WriteOctets(bits & 0xffff, text[half..]) - 1;
    }

    private static int WriteOctets(uint pair, Span<byte> text)
    {
        (uint left, uint right) = (pair >> 8, pair & 255);
        int leftLength = GetLength(left);
        BinaryPrimitives.WriteUInt64LittleEndian(text, Octets[left] | ((ulong)Octets[right] << (8 * leftLength)));
        return leftLength + GetLength(right);
    }

    private static int GetLength(uint octet) =>
        octet switch
        {
            < 10 => 2,
            < 100 => 3,
            _ => 4,
        };

    private static int WriteV6(UInt128 bits, Span<byte> text)
    {
        // RFC 5952, section 5: IPv4 addresses mapped to IPv6 keep the dots.
        if (bits >> 32 == 0xffff)
        {
            "::ffff:"u8.CopyTo(text);
            return 7 + WriteV4((uint)bits, text[7..]);
        }

        (int zerosStart, int zerosEnd) = LongestZeros(bits);
        int at = 0;
        for (int i = 0; i < GroupCount; i++)
        {
            if (i > 0 || i == zerosStart)
            {
                text[at++] = (byte)':';
            }

            if (i == zerosStart)
            {
                i = zerosEnd;
                text[at++] = (byte)':';
                if (i == GroupCount)
                {
                    break;
                }
            }

            Utf8Formatter.TryFormat(Group(bits, i), text[at..], out int written, new StandardFormat('x'));
            at += written;
        }

        return at;
    }

    /// <summary>Returns the first longest run of two or more zero groups, or (-1, -1).</summary>
    private static (int Start, int End) LongestZeros(UInt128 bits)
    {
        (int start, int end) = (-1, -1);
        for (int i = 0; i < GroupCount; i++)
        {
            int j = i;
            while (j < GroupCount && Group(bits, j) == 0)
            {
                j++;
            }

            if (j - i > Math.Max(end - start, 1))
            {
                (start, end) = (i, j);
            }

            i = Math.Max(i, j - 1);
        }

        return (start, end);
    }

    private static ushort Group(UInt128 bits, int index) => (ushort)(bits >> (16 * (GroupCount - 1 - index)));

    private static uint Spell(int octet)
    {
        Span<byte> text = [0, 0, 0, 0];
        Utf8Formatter.TryFormat(octet, text, out int length);
        text[length] = (byte)'.';
        return BinaryPrimitives.ReadUInt32LittleEndian(text);
    }
}
