using System.Security.Cryptography;
using Scalewright.Agents.Wire;

namespace Sdk.Tests.Agents;

public class Sha256SumTests
{
    [Fact]
    public void The_framework_implementation_is_available() => Sha256Sum.HasFramework.ShouldBeTrue();

    // FIPS 180-4 validation vectors.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_implementations_match_the_published_test_vector(bool usesFramework)
    {
        using Sha256Sum sum = new(usesFramework);
        for (int piece = 0; piece < 1000; piece++)
        {
            sum.Append(Encoding.ASCII.GetBytes(new string('a', 1000)));
        }

        Convert.ToHexStringLower(sum.Finish()).ShouldBe("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }

    [Fact]
    public void Both_implementations_hash_appended_pieces_like_the_whole()
    {
        Random random = new(42);
        using IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using Sha256Sum framework = new(usesFramework: true);
        using Sha256Sum portable = new(usesFramework: false);
        for (int piece = 0; piece < 300; piece++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            whole.AppendData(bytes);
            framework.Append(bytes);
            portable.Append(bytes);
        }

        byte[] expected = whole.GetHashAndReset();
        framework.Finish().ShouldBe(expected);
        portable.Finish().ShouldBe(expected);
    }
}
