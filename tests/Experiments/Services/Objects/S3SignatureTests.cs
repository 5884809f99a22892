using Scalewright.Experiments.Objects;
using static Scalewright.Experiments.Objects.S3Request;

namespace Experiments.Services.Tests.Objects;

/// <summary>The examples of the Amazon S3 API reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk".</summary>
public class S3SignatureTests
{
    private static readonly S3Options Options = new(new Uri("https://examplebucket.s3.amazonaws.com"), new S3Key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
    {
        Clock = new FixedClock(new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero)),
    };

    [Fact]
    public void A_part_of_an_object_is_asked_for_as_aws_published_it() =>
        SignatureOf(new S3Request(HttpMethod.Get, "test.txt") { Headers = [Pair("range", "bytes=0-9")] })
            .ShouldBe("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");

    [Fact]
    public void An_object_is_written_as_aws_published_it()
    {
        S3Request request = new(HttpMethod.Put, "test$file.text")
        {
            Headers = [Pair("date", "Fri, 24 May 2013 00:00:00 GMT"), Pair("x-amz-storage-class", "REDUCED_REDUNDANCY")],
            Body = Encoding.UTF8.GetBytes("Welcome to Amazon S3."),
        };

        SignatureOf(request).ShouldEndWith("SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
        request.Sign(Options).RequestUri!.OriginalString.ShouldBe("https://examplebucket.s3.amazonaws.com/test%24file.text");
    }

    [Fact]
    public void A_name_of_a_query_without_a_value_is_signed_as_aws_published_it() =>
        SignatureOf(new S3Request(HttpMethod.Get, "") { Query = [Pair("lifecycle", "")] }).ShouldEndWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");

    [Fact]
    public void A_list_is_asked_for_as_aws_published_it() =>
        SignatureOf(new S3Request(HttpMethod.Get, "") { Query = [Pair("prefix", "J"), Pair("max-keys", "2")] }).ShouldEndWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");

    [Fact]
    public void A_secret_is_in_no_text() => Options.ToString().ShouldNotContain("wJalr");

    private static string SignatureOf(S3Request request) => request.Sign(Options).Headers.GetValues("authorization").Single();
}
