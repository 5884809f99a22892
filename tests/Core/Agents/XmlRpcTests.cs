using Scalewright.Agents.XmlRpc;

namespace Sdk.Tests.Agents;

public class XmlRpcTests
{
    private static readonly XmlRpcEndpoint Endpoint = new(
        new XmlRpcMethods(
            new Dictionary<string, XmlRpcMethod>(StringComparer.Ordinal)
            {
                ["echo"] = (arguments, _) => ValueTask.FromResult(XmlRpcValue.FromArray(arguments)),
                ["fail"] = (_, _) => throw new InvalidDataException("bad value"),
            }
        )
    );

    [Fact]
    public async Task Values_of_every_kind_survive_a_round_trip()
    {
        XmlRpcValue value = XmlRpcValue.FromStruct(
            new XmlRpcMember("whole", XmlRpcValue.From(-5)),
            new XmlRpcMember("large", XmlRpcValue.From(1L << 40)),
            new XmlRpcMember("number", XmlRpcValue.From(1.5e300)),
            new XmlRpcMember("flag", XmlRpcValue.From(true)),
            new XmlRpcMember("none", XmlRpcValue.Nil),
            new XmlRpcMember("time", XmlRpcValue.FromDateTime("20241125T21:11:46")),
            new XmlRpcMember("bytes", XmlRpcValue.FromBytes([0, 255])),
            new XmlRpcMember("list", XmlRpcValue.FromArray(XmlRpcValue.From(""), XmlRpcValue.FromArray()))
        );

        (await Client().CallAsync("echo", [value])).ShouldBe(XmlRpcValue.FromArray(value));
    }

    [Fact]
    public void ToString_formats_a_value_for_humans() =>
        XmlRpcValue
            .FromArray(
                XmlRpcValue.From(-5),
                XmlRpcValue.From(1.5),
                XmlRpcValue.From(true),
                XmlRpcValue.Nil,
                XmlRpcValue.FromDateTime("20241125T21:11:46"),
                XmlRpcValue.FromBytes([0, 255]),
                XmlRpcValue.FromStruct(new XmlRpcMember("name", XmlRpcValue.From("Ann")), new XmlRpcMember("none", XmlRpcValue.FromArray()))
            )
            .ToString()
            .ShouldBe("[-5, 1.5, true, nil, 20241125T21:11:46, 2 bytes, {name: Ann, none: []}]");

    [Fact]
    public void Any_valid_XML_text_survives_a_round_trip() =>
        Prop.ForAll<NonNull<string>>(text =>
            {
                string sent = new([.. text.Get.Where(character => System.Xml.XmlConvert.IsXmlChar(character))]);

                byte[] body = XmlRpcWriter.WriteCall(new XmlRpcCall("m", [XmlRpcValue.From(sent + " <&>\r\n\t🚀")]));

                XmlRpcReader.ReadCall(body).Arguments.Single().String.ShouldBe(sent + " <&>\r\n\t🚀");
            })
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a\u0001")]
    [InlineData("\uffff")]
    public void Text_with_an_invalid_XML_character_is_rejected(string text) =>
        Should.Throw<XmlRpcException>(() => XmlRpcWriter.WriteCall(new XmlRpcCall("m", [XmlRpcValue.From(text)])));

    // XML-RPC specification: "There is no representation for infinity or negative infinity or 'not a number'."
    [Theory]
    [InlineData(double.NaN, "NaN"), InlineData(double.PositiveInfinity, "Infinity"), InlineData(double.NegativeInfinity, "-Infinity")]
    public void A_non_finite_number_is_rejected_with_its_position(double number, string text)
    {
        XmlRpcValue value = XmlRpcValue.FromArray(
            XmlRpcValue.From(1),
            XmlRpcValue.FromStruct(new XmlRpcMember("load", XmlRpcValue.From(number)))
        );

        string found = $"item 2, member 'load': the number {text} cannot be carried by XML-RPC";
        Should
            .Throw<XmlRpcException>(() => XmlRpcWriter.WriteCall(new XmlRpcCall("m", [XmlRpcValue.From("a"), value])))
            .Message.ShouldStartWith($"argument 2, {found}");
        Should.Throw<XmlRpcException>(() => XmlRpcWriter.WriteResponse(value)).Message.ShouldStartWith($"the answer, {found}");
    }

    [Theory]
    [InlineData("NaN"), InlineData("Infinity"), InlineData("inf"), InlineData("1e999")]
    public void A_received_non_finite_number_is_rejected(string text)
    {
        string body =
            $"<methodCall><methodName>m</methodName><params><param><value><double>{text}</double></value></param></params></methodCall>";

        Should
            .Throw<XmlRpcException>(() => XmlRpcReader.ReadCall(Encoding.UTF8.GetBytes(body)))
            .Message.ShouldContain($"'{text}' is not a double");
    }

    [Fact]
    public async Task An_argument_that_cannot_be_serialized_is_reported_before_sending()
    {
        XmlRpcClient client = Client(_ => throw new InvalidOperationException("nothing may be sent"));

        AgentException refused = await Should.ThrowAsync<AgentException>(() =>
            client.CallAsync("echo", [XmlRpcValue.From("a"), XmlRpcValue.From("b\u0001")])
        );

        refused.IsOutcomeUnknown.ShouldBeFalse();
        refused
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldBe("'echo' was not called: argument 2: the character \\u0001 cannot be carried by XML; send bytes instead");
    }

    [Fact]
    public async Task An_error_preserves_its_type_and_message_without_a_stack_trace()
    {
        AgentException error = await Should.ThrowAsync<AgentException>(() => Client().CallAsync("fail", []));

        error.RemoteError!.ExceptionType.ShouldBe("System.IO.InvalidDataException");
        error.RemoteError.Message.ShouldBe("bad value");
        error.RemoteError.StackTrace.ShouldBe("");
        error.IsOutcomeUnknown.ShouldBeFalse();
        error.Message.ShouldContain("'fail' failed with System.IO.InvalidDataException: bad value");
    }

    [Fact]
    public async Task An_unregistered_method_cannot_be_called()
    {
        AgentException error = await Should.ThrowAsync<AgentException>(() => Client().CallAsync("system.listMethods", []));

        error.RemoteError!.Message.ShouldBe("method \"system.listMethods\" is not supported");
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("<html/>")]
    [InlineData("<methodResponse><params/></methodResponse>")]
    [InlineData("<methodResponse><params><param><value><int>x</int></value></param></params></methodResponse>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><methodResponse/>")]
    [InlineData("<methodResponse><fault><value>no</value></fault></methodResponse>")]
    [InlineData(
        "<methodResponse><fault><value><struct><member><name>faultCode</name><value><i8>4294967297</i8></value></member><member><name>faultString</name><value>no</value></member></struct></value></fault></methodResponse>"
    )]
    public async Task A_malformed_response_is_reported_with_an_unknown_outcome(string body)
    {
        AgentException error = await Should.ThrowAsync<AgentException>(() => Client(_ => Encoding.UTF8.GetBytes(body)).CallAsync("m", []));

        error.Code.ShouldBe(ProblemCode.InvalidFrame);
        error.IsOutcomeUnknown.ShouldBeTrue();
    }

    [Fact]
    public void Too_deeply_nested_values_are_rejected()
    {
        string deep =
            string.Concat(Enumerable.Repeat("<value><array><data>", 5000))
            + string.Concat(Enumerable.Repeat("</data></array></value>", 5000));

        Should.Throw<XmlRpcException>(() =>
            XmlRpcReader.ReadCall(
                Encoding.UTF8.GetBytes($"<methodCall><methodName>m</methodName><params><param>{deep}</param></params></methodCall>")
            )
        );
    }

    [Theory]
    [InlineData("GET", "/", 501)]
    [InlineData("POST", "/other", 404)]
    [InlineData("POST", "/RPC2/", 404)]
    [InlineData("POST", "/RPC2?x=1", 404)]
    [InlineData("POST", "/%52PC2", 404)]
    [InlineData("POST", "/RPC2", 200)]
    [InlineData("POST", "/", 200)]
    public async Task Only_POST_requests_to_the_two_paths_are_accepted(string verb, string path, int expected) =>
        (await Endpoint.HandleAsync(verb, path, XmlRpcWriter.WriteCall(new XmlRpcCall("echo", [])), default)).Status.ShouldBe(expected);

    private static XmlRpcClient Client(Func<ReadOnlyMemory<byte>, byte[]>? answer = null) =>
        new("web-1", new Uri("http://node:9999/"), new HttpMessageInvoker(new Wire(answer)));

    private sealed class Wire(Func<ReadOnlyMemory<byte>, byte[]>? answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            byte[] body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            byte[] answered = answer?.Invoke(body)
                ?? (await Endpoint.HandleAsync(request.Method.Method, request.RequestUri!.AbsolutePath, body, cancellationToken)).Body;
            return new HttpResponseMessage { Content = new ByteArrayContent(answered) };
        }
    }
}
