using System.Security.Cryptography;
using Scalewright.Agents.Wire;

namespace Sdk.Tests.Agents;

public class PortableSha256Tests
{
    // NIST, Cryptographic Standards and Guidelines, Examples with Intermediate Values, SHA-256; the empty message and the million letters: FIPS 180-4 validation vectors.
    [Theory]
    [InlineData("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    )]
    [InlineData("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")]
    public void The_hash_matches_published_test_vectors(string message, int count, string hash)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(message, count)));

        PortableSha256 sum = new();
        sum.Append(bytes);

        Convert.ToHexStringLower(sum.Finish()).ShouldBe(hash);
    }

    [Fact]
    public void The_hash_of_appended_pieces_equals_the_framework_hash_of_the_whole()
    {
        Random random = new(42);
        for (int length = 0; length < 300; length++)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            PortableSha256 hash = new();
            for (int start = 0; start < length; )
            {
                int count = random.Next(Math.Min(length - start, 100) + 1);
                hash.Append(bytes.AsSpan(start, count));
                start += count;
            }

            hash.Finish().ShouldBe(SHA256.HashData(bytes), $"{length} bytes");
        }
    }
}
