using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Scalewright.Files;

internal readonly record struct FileDigest(UInt128 High, UInt128 Low)
{
    public const int DigitCount = 64;

    public static FileDigest Compute(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Read(hash);
    }

    /// <summary>Computes the checksum of a file. An empty file is not opened, because it may be a pipe.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static FileDigest Compute(FileInfo file)
    {
        if (file.Length == 0)
        {
            return Compute([]);
        }

        using FileStream stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.Read);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(stream, hash);
        return Read(hash);
    }

    public static FileDigest? Parse(ReadOnlySpan<char> digits) =>
        digits.Length == DigitCount
        && UInt128.TryParse(digits[..(DigitCount / 2)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 high)
        && UInt128.TryParse(digits[(DigitCount / 2)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 low)
            ? new FileDigest(high, low)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x32}{Low:x32}");

    private static FileDigest Read(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
}
