using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Scalewright.Topologies;

/// <summary>Writes whole numbers as decimal text, three digits at a time.</summary>
internal static class DecimalText
{
    /// <summary>Room that every number fits in: 20 digits, and what is written beyond the last group.</summary>
    public const int LengthMax = 24;

    private const int GroupSize = 1000;

    // 000 to 999 as text, first digit in the lowest byte.
    private static readonly uint[] Groups = [.. Enumerable.Range(0, GroupSize).Select(Spell)];

    /// <summary>Writes a number below 1000; the byte behind it is written too.</summary>
    /// <param name="number">0 to 999.</param>
    /// <param name="width">Least number of digits, 0 to 3.</param>
    /// <param name="text">At least four bytes.</param>
    /// <returns>How many digits were written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WriteGroup(uint number, int width, Span<byte> text)
    {
        int digits = Math.Max(width, number < 10 ? 1 : number < 100 ? 2 : 3);
        BinaryPrimitives.WriteUInt32LittleEndian(text, Groups[number] >> (8 * (3 - digits)));
        return digits;
    }

    /// <summary>Writes any number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="width">Least number of digits, at most 20.</param>
    /// <param name="text">At least <see cref="LengthMax"/> bytes.</param>
    /// <returns>How many digits were written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(ulong number, int width, Span<byte> text) =>
        number < GroupSize && width <= 3 ? WriteGroup((uint)number, width, text) : WriteGroups(number, width, text);

    private static int WriteGroups(ulong number, int width, Span<byte> text)
    {
        (ulong rest, ulong group) = Math.DivRem(number, GroupSize);
        int length = Write(rest, Math.Max(width - 3, 0), text);
        return length + WriteGroup((uint)group, 3, text[length..]);
    }

    private static uint Spell(int number) =>
        (uint)(('0' + (number / 100)) | (('0' + (number / 10 % 10)) << 8) | (('0' + (number % 10)) << 16));
}
