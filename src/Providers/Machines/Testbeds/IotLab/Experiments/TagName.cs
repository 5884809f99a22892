using System.Numerics;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>
/// Ownership tags as names of monitoring profiles, and names of experiments: letters, digits and underscores, as
/// accepted by the testbed's portal.
/// </summary>
internal static class TagName
{
    /// <summary>Assumed maximum length of a profile name: the usual size of a database column.</summary>
    public const int MaxLength = 255;

    private const string Prefix = "scalewright_";
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int OwnerLength = 12;
    private const int KeyLength = 16;

    /// <summary>Name of the experiments of an owner.</summary>
    /// <param name="owner">Owner, as written by <see cref="Owner.ToString"/>.</param>
    /// <param name="key">Key of the experiment.</param>
    public static string ForExperiment(string owner, string key) => $"{Prefix}{Hash(owner)[..OwnerLength]}_{key}";

    /// <summary>Key of an experiment, from the token of its first node.</summary>
    public static string CreateKey(string token) => Hash(token)[..KeyLength];

    public static string Write(IotLabNodeTag tag) => Prefix + Spell(TagEncoding.Write(tag));

    /// <returns>Null if the name is not an ownership tag.</returns>
    public static IotLabNodeTag? Read(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name.Length > MaxLength)
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

        return TagEncoding.Read(number.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Spell(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        for (BigInteger number = new(bytes, isUnsigned: true, isBigEndian: true); !number.IsZero; )
        {
            number = BigInteger.DivRem(number, Digits.Length, out BigInteger digit);
            text.Insert(0, Digits[(int)digit]);
        }

        return text.ToString();
    }
}

/// <summary>Compact binary format of tags, because names are short: hexadecimal digits take half a byte each.</summary>
internal static class TagEncoding
{
    private const byte Version = 1;
    private const int CheckLength = 2;
    private const int LineageLength = 16;
    private const string LineageSign = "\u0001";

    public static byte[] Write(IotLabNodeTag tag)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        string[] owner = tag.Owner.Split(':', 3);

        // The first byte is not zero, so that the encoded number does not lose bytes.
        writer.Write(Version);
        foreach (
            string text in new[]
            {
                owner[1],
                owner[2],
                tag.Name,
                ShortToken(tag.Token, owner[1]),
                tag.Group ?? "",
                tag.Digest ?? "",
                tag.Key,
                tag.Location,
            }
        )
        {
            WriteText(writer, text);
        }

        writer.Write7BitEncodedInt64(tag.Epoch);
        writer.Write(tag.Created);
        writer.Write7BitEncodedInt64(tag.Expires ?? 0);
        writer.Write7BitEncodedInt(tag.Index);
        writer.Write(tag.Firmware is not null);
        WriteText(writer, tag.Firmware ?? "");
        writer.Write7BitEncodedInt(tag.Retries);
        writer.Write(tag.IsRevived);
        if (tag.Rank is not null || tag.IsFlashedLater || tag.Sequence > 0)
        {
            // Optional values are written at the end, so that tags without them stay short.
            writer.Write7BitEncodedInt((tag.Rank ?? -1) + 1);
            writer.Write(tag.IsFlashedLater);
        }

        if (tag.Sequence > 0)
        {
            writer.Write7BitEncodedInt64(tag.Sequence);
        }

        byte[] plain = bytes.ToArray();
        return [.. plain, .. SHA256.HashData(plain).AsSpan(0, CheckLength)];
    }

    /// <returns>Null if the bytes are not a tag.</returns>
    public static IotLabNodeTag? Read(byte[] bytes)
    {
        if (
            bytes.Length <= CheckLength
            || bytes[0] != Version
            || !SHA256
                .HashData(bytes.AsSpan(0, bytes.Length - CheckLength))
                .AsSpan(0, CheckLength)
                .SequenceEqual(bytes.AsSpan(bytes.Length - CheckLength))
        )
        {
            return null;
        }

        try
        {
            using BinaryReader reader = new(new MemoryStream(bytes, 1, bytes.Length - CheckLength - 1));
            string lineage = ReadText(reader);
            IotLabNodeTag tag = new()
            {
                // Values are read in the order of writing, because C# evaluates initializers in order.
                Owner = $"scalewright:{lineage}:{ReadText(reader)}",
                Name = ReadText(reader),
                Token = LongToken(ReadText(reader), lineage),
                Group = ReadText(reader),
                Digest = ReadText(reader),
                Key = ReadText(reader),
                Location = ReadText(reader),
                Epoch = reader.Read7BitEncodedInt64(),
                Created = reader.ReadInt64(),
                Expires = reader.Read7BitEncodedInt64() switch
                {
                    0 => null,
                    long ticks => ticks,
                },
                Index = reader.Read7BitEncodedInt(),
                Firmware = reader.ReadBoolean() ? ReadText(reader) : ReadNothing(reader),
                Retries = reader.Read7BitEncodedInt(),
                IsRevived = reader.ReadBoolean(),
            };
            if (HasMore(reader))
            {
                tag = tag with
                {
                    Rank = reader.Read7BitEncodedInt() is > 0 and int rank ? rank - 1 : null,
                    IsFlashedLater = reader.ReadBoolean(),
                };
            }

            return HasMore(reader) ? tag with { Sequence = reader.Read7BitEncodedInt64() } : tag;
        }
        catch (Exception exception) when (exception is IOException or FormatException or ArgumentException)
        {
            // Not written by this library.
            return null;
        }
    }

    /// <summary>
    /// Shortens a token: tokens of clusters start with the first half of the lineage, which the tag already contains.
    /// </summary>
    private static string ShortToken(string token, string lineage) =>
        token.StartsWith(lineage[..LineageLength], StringComparison.Ordinal) ? LineageSign + token[LineageLength..] : token;

    private static string LongToken(string token, string lineage) =>
        token.StartsWith(LineageSign, StringComparison.Ordinal) && lineage.Length > LineageLength
            ? lineage[..LineageLength] + token[1..]
            : token;

    /// <summary>Writes the length, whether the text is hexadecimal, and the text.</summary>
    private static void WriteText(BinaryWriter writer, string text)
    {
        bool isHex = text.Length % 2 == 0 && text.All(char.IsAsciiHexDigitLower);
        byte[] bytes = isHex ? Convert.FromHexString(text) : Encoding.UTF8.GetBytes(text);
        writer.Write7BitEncodedInt((bytes.Length * 2) + (isHex ? 1 : 0));
        writer.Write(bytes);
    }

    private static string ReadText(BinaryReader reader)
    {
        int head = reader.Read7BitEncodedInt();
        byte[] bytes = reader.ReadBytes(head / 2);
        if (bytes.Length < head / 2)
        {
            throw new EndOfStreamException();
        }

        return head % 2 == 1 ? Convert.ToHexStringLower(bytes) : Encoding.UTF8.GetString(bytes);
    }

    private static bool HasMore(BinaryReader reader) => reader.BaseStream.Position < reader.BaseStream.Length;

    private static string? ReadNothing(BinaryReader reader)
    {
        ReadText(reader);
        return null;
    }
}
