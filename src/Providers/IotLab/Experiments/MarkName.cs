using System.Diagnostics;
using System.IO.Compression;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Marks as names of monitoring profiles, and names of experiments: letters, digits and underscores, as the testbed's portal takes them.</summary>
internal static class MarkName
{
    /// <summary>The longest name of a profile that is made: what a column of a database usually holds.</summary>
    public const int LengthMax = 255;

    private const string Prefix = "scalewright_";
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int OwnerLength = 12;
    private const int KeyLength = 16;
    private const int BytesMax = 4096;
    private const int Quality = 11;
    private const int Window = 16;

    /// <summary>How the experiments of an owner are called.</summary>
    /// <param name="owner">Whose, as <see cref="Owner.ToString"/> writes it.</param>
    /// <param name="key">Which.</param>
    public static string OfExperiment(string owner, string key) => $"{Prefix}{Hash(owner)[..OwnerLength]}_{key}";

    /// <summary>The key of an experiment, from the token of its first node.</summary>
    public static string KeyOf(string token) => Hash(token)[..KeyLength];

    /// <summary>A mark as a name.</summary>
    public static string Write(NodeMark mark)
    {
        byte[] plain = JsonSerializer.SerializeToUtf8Bytes(mark, NodeMarkJson.Default.NodeMark);
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(plain.Length) + 1];

        // A leading one keeps leading zeros of what follows.
        packed[0] = 1;
        return BrotliEncoder.TryCompress(plain, packed.AsSpan(1), out int length, Quality, Window) ? Prefix + Spell(packed.AsSpan(0, length + 1)) : throw new UnreachableException("the buffer is as long as any result");
    }

    /// <returns>Null: it is the name of something else.</returns>
    public static NodeMark? Read(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name.Length > BytesMax)
        {
            return null;
        }

        BigInteger number = BigInteger.Zero;
        foreach (char digit in name.AsSpan(Prefix.Length))
        {
            int value = Digits.IndexOf(digit, StringComparison.Ordinal);
            if (value < 0)
            {
                return null;
            }

            number = (number * Digits.Length) + value;
        }

        byte[] packed = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] plain = new byte[BytesMax];
        try
        {
            return packed[0] == 1 && BrotliDecoder.TryDecompress(packed.AsSpan(1), plain, out int length) ? JsonSerializer.Deserialize(plain.AsSpan(0, length), NodeMarkJson.Default.NodeMark) : null;
        }
        catch (JsonException)
        {
            // Whoever wrote that, it was not this library.
            return null;
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Spell(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        for (BigInteger number = new(bytes, isUnsigned: true, isBigEndian: true); !number.IsZero;)
        {
            number = BigInteger.DivRem(number, Digits.Length, out BigInteger digit);
            text.Insert(0, Digits[(int)digit]);
        }

        return text.ToString();
    }
}
