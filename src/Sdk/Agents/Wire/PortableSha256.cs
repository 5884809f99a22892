using System.Buffers.Binary;
using System.Numerics;

namespace Scalewright.Agents.Wire;

/// <summary>Computes SHA-256 (FIPS 180-4) without native libraries.</summary>
/// <remarks>The framework's hash needs OpenSSL, which small images lack. <see cref="Sha256Sum"/> selects.</remarks>
internal sealed class PortableSha256
{
    public const int HashBytes = 32;

    private const int BlockBytes = 64;
    private const int LengthBytes = 8;
    private const int Rounds = 64;

    // FIPS 180-4, 4.2.2.
    private static readonly uint[] Constants =
    [
        0x428a2f98,
        0x71374491,
        0xb5c0fbcf,
        0xe9b5dba5,
        0x3956c25b,
        0x59f111f1,
        0x923f82a4,
        0xab1c5ed5,
        0xd807aa98,
        0x12835b01,
        0x243185be,
        0x550c7dc3,
        0x72be5d74,
        0x80deb1fe,
        0x9bdc06a7,
        0xc19bf174,
        0xe49b69c1,
        0xefbe4786,
        0x0fc19dc6,
        0x240ca1cc,
        0x2de92c6f,
        0x4a7484aa,
        0x5cb0a9dc,
        0x76f988da,
        0x983e5152,
        0xa831c66d,
        0xb00327c8,
        0xbf597fc7,
        0xc6e00bf3,
        0xd5a79147,
        0x06ca6351,
        0x14292967,
        0x27b70a85,
        0x2e1b2138,
        0x4d2c6dfc,
        0x53380d13,
        0x650a7354,
        0x766a0abb,
        0x81c2c92e,
        0x92722c85,
        0xa2bfe8a1,
        0xa81a664b,
        0xc24b8b70,
        0xc76c51a3,
        0xd192e819,
        0xd6990624,
        0xf40e3585,
        0x106aa070,
        0x19a4c116,
        0x1e376c08,
        0x2748774c,
        0x34b0bcb5,
        0x391c0cb3,
        0x4ed8aa4a,
        0x5b9cca4f,
        0x682e6ff3,
        0x748f82ee,
        0x78a5636f,
        0x84c87814,
        0x8cc70208,
        0x90befffa,
        0xa4506ceb,
        0xbef9a3f7,
        0xc67178f2,
    ];

    // FIPS 180-4, 5.3.3.
    private readonly uint[] _state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private readonly byte[] _rest = new byte[BlockBytes];
    private int _restCount;
    private ulong _length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _length += (ulong)bytes.Length;
        if (_restCount > 0)
        {
            int count = Math.Min(BlockBytes - _restCount, bytes.Length);
            bytes[..count].CopyTo(_rest.AsSpan(_restCount));
            _restCount += count;
            bytes = bytes[count..];
            if (_restCount < BlockBytes)
            {
                return;
            }

            AddBlock(_rest);
            _restCount = 0;
        }

        for (; bytes.Length >= BlockBytes; bytes = bytes[BlockBytes..])
        {
            AddBlock(bytes[..BlockBytes]);
        }

        bytes.CopyTo(_rest);
        _restCount = bytes.Length;
    }

    /// <summary>Returns the hash. No bytes may be added afterwards.</summary>
    public byte[] Finish()
    {
        ulong bits = _length * 8;
        int zeros = (2 * BlockBytes) - LengthBytes - 1 - _restCount;
        byte[] padding = new byte[1 + (zeros % BlockBytes) + LengthBytes];
        padding[0] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padding.AsSpan(padding.Length - LengthBytes), bits);
        Append(padding);
        byte[] hash = new byte[HashBytes];
        for (int index = 0; index < _state.Length; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(index * sizeof(uint)), _state[index]);
        }

        return hash;
    }

    private static uint Sum(uint word, int first, int second, int third) =>
        BitOperations.RotateRight(word, first) ^ BitOperations.RotateRight(word, second) ^ BitOperations.RotateRight(word, third);

    private void AddBlock(ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[Rounds];
        for (int index = 0; index < BlockBytes / sizeof(uint); index++)
        {
            words[index] = BinaryPrimitives.ReadUInt32BigEndian(block[(index * sizeof(uint))..]);
        }

        for (int index = BlockBytes / sizeof(uint); index < Rounds; index++)
        {
            uint recentWord = words[index - 2];
            uint earlierWord = words[index - 15];
            uint lateMix = BitOperations.RotateRight(recentWord, 17) ^ BitOperations.RotateRight(recentWord, 19) ^ (recentWord >> 10);
            uint earlyMix = BitOperations.RotateRight(earlierWord, 7) ^ BitOperations.RotateRight(earlierWord, 18) ^ (earlierWord >> 3);
            words[index] = lateMix + words[index - 7] + earlyMix + words[index - 16];
        }

        Mix(words);
    }

    private void Mix(ReadOnlySpan<uint> words)
    {
        uint a = _state[0],
            b = _state[1],
            c = _state[2],
            d = _state[3];
        uint e = _state[4],
            f = _state[5],
            g = _state[6],
            h = _state[7];
        for (int index = 0; index < Rounds; index++)
        {
            uint sumE = Sum(e, 6, 11, 25);
            uint first = h + sumE + ((e & f) ^ (~e & g)) + Constants[index] + words[index];
            uint sumA = Sum(a, 2, 13, 22);
            uint second = sumA + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + first;
            d = c;
            c = b;
            b = a;
            a = first + second;
        }

        _state[0] += a;
        _state[1] += b;
        _state[2] += c;
        _state[3] += d;
        _state[4] += e;
        _state[5] += f;
        _state[6] += g;
        _state[7] += h;
    }
}
