using System.Buffers.Binary;

namespace Scalewright.Journals;

/// <summary>Identity of a state: a random 128-bit number that distinguishes it from all other states.</summary>
/// <param name="Value">The number; 0 for none.</param>
public readonly record struct Lineage(UInt128 Value)
{
    private const int DigitCount = 32;

    /// <summary>Creates a random lineage.</summary>
    /// <param name="random">Random source.</param>
    public static Lineage CreateRandom(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Lineage(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>Parses 32 hexadecimal digits.</summary>
    /// <param name="text">The digits.</param>
    /// <param name="lineage">The parsed lineage.</param>
    /// <returns>False if the text has another form.</returns>
    public static bool TryParse(string? text, out Lineage lineage)
    {
        bool read = UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 value);
        lineage = new Lineage(value);
        return read && text?.Length == DigitCount;
    }

    /// <summary>Returns 32 lowercase hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
