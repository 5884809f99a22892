using System.Security.Cryptography;

namespace StorageSample.Managing;

/// <summary>Generates IDs and secrets. Thread-safe.</summary>
internal sealed class SecretGenerator(Random? random)
{
    private readonly Lock _gate = new();

    public string NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        return new Guid(bytes).ToString("D");
    }

    /// <summary>Returns a secret of 32 hexadecimal digits.</summary>
    public string NextSecret()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        return Convert.ToHexString(bytes);
    }

    private void Fill(Span<byte> bytes)
    {
        if (random is null)
        {
            RandomNumberGenerator.Fill(bytes);
            return;
        }

        lock (_gate)
        {
            random.NextBytes(bytes);
        }
    }
}
