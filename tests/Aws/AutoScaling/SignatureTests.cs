namespace AutoScaling.Tests;

public class SignatureTests
{
    // AWS Signature Version 4 test suite, case get-vanilla.
    [Fact]
    public void A_version_4_signature_matches_the_AWS_test_suite()
    {
        ValueList<KeyValuePair<string, string>> headers =
        [
            KeyValuePair.Create("Host", "example.amazonaws.com"),
            KeyValuePair.Create("X-Amz-Date", "20150830T123600Z"),
        ];
        QueryRequest message = new("GET", "/", "", headers, default);

        string signature = SignatureV4.Sign(
            message,
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            "20150830/us-east-1/service/aws4_request",
            "20150830T123600Z",
            "host;x-amz-date"
        );

        signature.ShouldBe("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }

    // AWS General Reference, "Signature Version 2 signing process", the example of Elastic MapReduce.
    [Fact]
    public void A_version_2_signature_matches_the_published_AWS_example()
    {
        KeyValuePair<string, string>[] parameters =
        [
            KeyValuePair.Create("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"),
            KeyValuePair.Create("Action", "DescribeJobFlows"),
            KeyValuePair.Create("SignatureMethod", "HmacSHA256"),
            KeyValuePair.Create("SignatureVersion", "2"),
            KeyValuePair.Create("Timestamp", "2011-10-03T15:19:30"),
            KeyValuePair.Create("Version", "2009-03-31"),
        ];

        string signature = SignatureV2.Sign(
            new SignedRequest("GET", "elasticmapreduce.amazonaws.com", "/", SignatureV2.FormatParameters(parameters)),
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            SignatureAlgorithm.HmacSha256
        );

        signature.ShouldBe("i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=");
    }
}
