using Scalewright.Statistics;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Derives IDs that look random: the same account yields the same IDs.</summary>
internal static class IdGenerator
{
    /// <summary>Returns an EC2 ID: a prefix and 17 hexadecimal digits.</summary>
    public static string Create(string prefix, long seed, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{Mix(seed, number, 0):x16}{Mix(seed, number, 1) & 15:x1}");

    public static string Uuid(long seed, long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Mix(seed, number, 2));
        BitConverter.TryWriteBytes(bytes[8..], Mix(seed, number, 3));
        return new Guid(bytes).ToString("D", CultureInfo.InvariantCulture);
    }

    private static ulong Mix(long seed, long number, ulong stream) =>
        SplitMixRandom.Mix((ulong)seed ^ ((((ulong)number * 4) + stream + 1) * SplitMixRandom.Increment));
}
