using System.Buffers.Binary;

namespace Scalewright.Journals;

/// <summary>What makes two states different from each other from their first moment on: a random number of 128 bits.</summary>
/// <param name="Value">The number; 0 for none.</param>
public readonly record struct Lineage(UInt128 Value)
{
    private const int DigitCount = 32;

    /// <summary>Draws a lineage.</summary>
    /// <param name="chance">Where it is drawn from.</param>
    public static Lineage Draw(Random chance)
    {
        ArgumentNullException.ThrowIfNull(chance);
        Span<byte> bytes = stackalloc byte[16];
        chance.NextBytes(bytes);
        return new Lineage(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>Reads 32 hexadecimal digits.</summary>
    /// <param name="text">The digits.</param>
    /// <param name="lineage">The lineage.</param>
    /// <returns>False when the text is anything else.</returns>
    public static bool TryParse(string? text, out Lineage lineage)
    {
        bool read = UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 value);
        lineage = new Lineage(value);
        return read && text?.Length == DigitCount;
    }

    /// <summary>32 hexadecimal digits in small letters.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
