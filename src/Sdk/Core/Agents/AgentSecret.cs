using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Scalewright.Agents;

/// <summary>What only a node and its controller know, made when the node is. It is never sent: each side proves that it knows it.</summary>
public sealed class AgentSecret
{
    private const int SizeMin = 16;

    private readonly byte[] _bytes;

    /// <summary>A secret; copies the bytes.</summary>
    /// <param name="bytes">16 bytes or more, drawn at random.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 16 bytes.</exception>
    public AgentSecret(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, SizeMin, nameof(bytes));
        _bytes = bytes.ToArray();
    }

    /// <summary><c>***</c>: a secret is never printed.</summary>
    public override string ToString() => "***";

    /// <summary>What proves a claim to someone who has the secret: HMAC-SHA256 of its words, each after its length.</summary>
    internal string Prove(params ReadOnlySpan<string> words)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _bytes);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string word in words)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(word);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
