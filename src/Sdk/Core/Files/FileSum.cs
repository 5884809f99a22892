using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Scalewright.Files;

/// <summary>The SHA-256 of a file's content.</summary>
internal readonly record struct FileSum(UInt128 High, UInt128 Low)
{
    /// <summary>Hexadecimal digits of a sum.</summary>
    public const int DigitCount = 64;

    /// <summary>The sum of a content.</summary>
    public static FileSum Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Read(hash);
    }

    /// <summary>The sum of a file. One without content is not opened: it may be a pipe.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileSum Of(FileInfo file)
    {
        if (file.Length == 0)
        {
            return Of([]);
        }

        using FileStream stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.Read);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(stream, hash);
        return Read(hash);
    }

    /// <summary>Reads 64 hexadecimal digits; null when they are none.</summary>
    public static FileSum? Parse(ReadOnlySpan<char> digits) =>
        digits.Length == DigitCount
        && UInt128.TryParse(digits[..(DigitCount / 2)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 high)
        && UInt128.TryParse(digits[(DigitCount / 2)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 low)
            ? new FileSum(high, low)
            : null;

    /// <summary>64 hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x32}{Low:x32}");

    private static FileSum Read(ReadOnlySpan<byte> hash) => new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
}
