using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Scalewright.Agents;

/// <summary>Secret shared by a node and its controller, created with the node.</summary>
/// <remarks>The secret is never sent. Each side proves that it has the secret.</remarks>
public sealed class AgentSecret
{
    private const int MinSize = 16;

    private readonly byte[] _bytes;

    /// <summary>Creates a secret from a copy of the bytes.</summary>
    /// <param name="bytes">16 or more random bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 16 bytes.</exception>
    public AgentSecret(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, MinSize, nameof(bytes));
        _bytes = bytes.ToArray();
    }

    /// <summary>Returns <c>***</c>; a secret is never printed.</summary>
    public override string ToString() => "***";

    /// <summary>Computes the HMAC-SHA256 of the strings, each prefixed with its length.</summary>
    internal string Prove(params ReadOnlySpan<string> texts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _bytes);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string text in texts)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
