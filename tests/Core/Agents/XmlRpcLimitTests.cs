using Scalewright.Agents.XmlRpc;

namespace Sdk.Tests.Agents;

public class XmlRpcLimitTests
{
    private const string Begin = "<methodCall><methodName>m</methodName><params><param><value>";
    private const string End = "</value></param></params></methodCall>";

    public static TheoryData<string> Encodings => ["utf-8", "utf-16", "utf-16BE"];

    [Theory, MemberData(nameof(Encodings))]
    public void A_document_with_too_many_attributes_is_rejected(string encoding)
    {
        string attributes = string.Concat(Enumerable.Range(0, 2000).Select(number => $" a{number}=\"\""));

        Refused($"<methodCall{attributes}></methodCall>", encoding).ShouldBe("more than 1000 attributes; XML-RPC has none");
    }

    [Fact]
    public void Quoted_angle_brackets_do_not_end_a_tag() =>
        Refused($"<methodCall a=\">\"{string.Concat(Enumerable.Range(0, 2000).Select(number => $" a{number}='>'"))}></methodCall>", "utf-8")
            .ShouldStartWith("more than 1000 attributes");

    [Theory, MemberData(nameof(Encodings))]
    public void A_document_with_too_many_tags_is_rejected(string encoding) =>
        Refused(
                $"{Begin}<array><data>{string.Concat(Enumerable.Repeat("<value><i4>7</i4></value>", 100_001))}</data></array>{End}",
                encoding
            )
            .ShouldBe("more than 400000 tags");

    // Text, CDATA sections and comments that resemble attributes do not count as attributes.
    [Theory]
    [InlineData("<string>{0}</string>")]
    [InlineData("<string><![CDATA[<a {0}>]]></string>")]
    [InlineData("<!-- <a {0}> --><string>x</string>")]
    public void Equals_signs_in_text_are_not_counted_as_attributes(string value)
    {
        string text = string.Concat(Enumerable.Repeat("a='1' ", 5000));

        XmlRpcReader
            .ReadCall(Encoding.UTF8.GetBytes(Begin + value.Replace("{0}", text, StringComparison.Ordinal) + End))
            .Arguments.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_is_reported_without_its_stack_trace()
    {
        XmlRpcEndpoint endpoint = new(
            new XmlRpcMethods(
                new Dictionary<string, XmlRpcMethod>(StringComparer.Ordinal)
                {
                    ["m"] = (_, _) => throw new InvalidOperationException("broken"),
                }
            )
        );

        (int status, byte[] body) = await endpoint.HandleAsync(
            "POST",
            "/",
            Encoding.UTF8.GetBytes("<methodCall><methodName>m</methodName></methodCall>"),
            CancellationToken.None
        );

        string text = XmlRpcReader.ReadResponse(body).Fault!.Message;
        status.ShouldBe(200);
        text.ShouldContain("\"exc_value\":\"broken\"");
        text.ShouldContain("\"tb_info\":\"\"");
    }

    private static string Refused(string document, string encoding)
    {
        Encoding known = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. known.GetPreamble(), .. known.GetBytes(document)];

        return Should.Throw<XmlRpcException>(() => XmlRpcReader.ReadCall(bytes)).Message;
    }
}
