using System.Numerics;

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

    /// <summary>How the experiments of an owner are called.</summary>
    /// <param name="owner">Whose, as <see cref="Owner.ToString"/> writes it.</param>
    /// <param name="key">Which.</param>
    public static string OfExperiment(string owner, string key) => $"{Prefix}{Hash(owner)[..OwnerLength]}_{key}";

    /// <summary>The key of an experiment, from the token of its first node.</summary>
    public static string KeyOf(string token) => Hash(token)[..KeyLength];

    /// <summary>A mark as a name.</summary>
    public static string Write(NodeMark mark) => Prefix + Spell(MarkBytes.Write(mark));

    /// <returns>Null: it is the name of something else.</returns>
    public static NodeMark? Read(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name.Length > LengthMax)
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

        return MarkBytes.Read(number.ToByteArray(isUnsigned: true, isBigEndian: true));
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
