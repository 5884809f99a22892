using Scalewright.Agents.XmlRpc;

namespace Sdk.Tests.Agents;

/// <summary>Calls as Python's <c>xmlrpc.client.loads</c> reads them.</summary>
public sealed class XmlRpcPythonTests
{
    private const int DocumentCount = 200;

    private const string Script = """
        import sys, xmlrpc.client as x
        def text(v):
            if v is None: return 'nil'
            if isinstance(v, bool): return 'b1' if v else 'b0'
            if isinstance(v, int): return 'i%d' % v
            if isinstance(v, float): return 'd%d' % round(v * 8)
            if isinstance(v, str): return 's' + v.encode().hex()
            if isinstance(v, x.Binary): return 'x' + v.data.hex()
            if isinstance(v, x.DateTime): return 't' + v.value
            if isinstance(v, dict): return '{' + ','.join(k.encode().hex() + ':' + text(e) for k, e in v.items()) + '}'
            return '[' + ','.join(map(text, v)) + ']'
        for line in open(sys.argv[1], encoding='utf-8'):
            arguments, method = x.loads(bytes.fromhex(line.strip()))
            print(method, text(arguments))
        """;

    // Recorded from xmlrpc.client.loads of Python 3. XML 1.0, 3.1: both spellings of an empty element are the same.
    [Theory]
    [InlineData("<array></array>", "[]")]
    [InlineData("<array/>", "[]")]
    [InlineData("<array> </array>", "[]")]
    [InlineData("<array><data/></array>", "[]")]
    [InlineData("<array><data></data></array>", "[]")]
    [InlineData("<struct></struct>", "{}")]
    [InlineData("<struct/>", "{}")]
    [InlineData("<struct> </struct>", "{}")]
    [InlineData("<struct><member><name/><value/></member></struct>", "{:s}")]
    [InlineData("<struct><member><name></name><value></value></member></struct>", "{:s}")]
    [InlineData("<string></string>", "s")]
    [InlineData("<string/>", "s")]
    [InlineData("", "s")]
    [InlineData("<base64></base64>", "x")]
    [InlineData("<base64/>", "x")]
    [InlineData("<nil></nil>", "nil")]
    [InlineData("<nil/>", "nil")]
    [InlineData("<int> 5 </int>", "i5")]
    [InlineData("<biginteger>7</biginteger>", "i7")]
    [InlineData("<i8>-9223372036854775808</i8>", "i-9223372036854775808")]
    public void A_value_is_read_as_Python_reads_it(string value, string expected) =>
        Describe(
                XmlRpcReader
                    .ReadCall(Encoding.UTF8.GetBytes(Call($"<params><param><value>{value}</value></param></params>")))
                    .Arguments.Single()
            )
            .ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("<params/>")]
    [InlineData("<params></params>")]
    [InlineData("<params> </params>")]
    public void A_call_without_arguments_is_read_as_Python_reads_it(string parameters) =>
        XmlRpcReader.ReadCall(Encoding.UTF8.GetBytes(Call(parameters))).Arguments.ShouldBeEmpty();

    // Python rejects the first six. The types page of ws-xmlrpc has no limit of size or precision.
    [Theory]
    [InlineData("<int/>", "'' is not an int")]
    [InlineData("<int></int>", "'' is not an int")]
    [InlineData("<boolean/>", "'' is not a boolean")]
    [InlineData("<boolean></boolean>", "'' is not a boolean")]
    [InlineData("<double/>", "'' is not a double")]
    [InlineData("<double></double>", "'' is not a double")]
    [InlineData(
        "<i8>9223372036854775808</i8>",
        "'9223372036854775808' is not an integer of 64 bits; use -9223372036854775808 to 9223372036854775807"
    )]
    [InlineData("<i4>-9223372036854775809</i4>", "'-9223372036854775809' is not an integer of 64 bits")]
    [InlineData("<biginteger>123456789012345678901234567890</biginteger>", "'123456789012345678901234567890' is not an integer of 64 bits")]
    [InlineData("<bigdecimal>1.25</bigdecimal>", "'1.25' is a bigdecimal, whose precision no double has; use a double or a string")]
    public void A_value_without_an_equivalent_is_rejected_with_the_reason(string value, string reason) =>
        Should
            .Throw<XmlRpcException>(() =>
                XmlRpcReader.ReadCall(Encoding.UTF8.GetBytes(Call($"<params><param><value>{value}</value></param></params>")))
            )
            .Message.ShouldStartWith(reason);

    [Theory]
    [InlineData("<methodCall/>", "<methodCall></methodCall>")]
    [InlineData(
        "<methodCall><methodName>m</methodName><params><param/></params></methodCall>",
        "<methodCall><methodName>m</methodName><params><param></param></params></methodCall>"
    )]
    [InlineData(
        "<methodCall><methodName>m</methodName><params><param><value><struct><member/></struct></value></param></params></methodCall>",
        "<methodCall><methodName>m</methodName><params><param><value><struct><member></member></struct></value></param></params></methodCall>"
    )]
    public void Both_spellings_of_an_empty_element_are_rejected_alike(string one, string other) =>
        Should
            .Throw<XmlRpcException>(() => XmlRpcReader.ReadCall(Encoding.UTF8.GetBytes(one)))
            .Message.ShouldBe(Should.Throw<XmlRpcException>(() => XmlRpcReader.ReadCall(Encoding.UTF8.GetBytes(other))).Message);

    [MachineFact("python:xmlrpc.client")]
    public void Random_calls_are_read_as_Python_reads_them()
    {
        using TemporaryFolder folder = new();
        Random random = new(28);
        byte[][] calls = [.. Enumerable.Range(0, DocumentCount).Select(_ => Encoding.UTF8.GetBytes(CreateCall(random)))];
        folder.Write("read.py", Script);
        folder.Write("calls.txt", string.Concat(calls.Select(call => Convert.ToHexString(call) + "\n")));

        ProgramResult python = Command.Run(
            "/usr/bin/python3",
            folder.Root,
            new Dictionary<string, string>(StringComparer.Ordinal),
            "read.py",
            "calls.txt"
        );

        python.ExitCode.ShouldBe(0, python.Errors);
        python
            .Output.TrimEnd()
            .Split('\n')
            .ShouldBe(
                calls
                    .Select(call => XmlRpcReader.ReadCall(call))
                    .Select(call => $"{call.Method} [{string.Join(",", call.Arguments.Select(Describe))}]")
            );
    }

    private static string Call(string parameters) => $"<methodCall><methodName>m</methodName>{parameters}</methodCall>";

    private static string CreateCall(Random random)
    {
        string arguments = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Element(random, "param", CreateValue(random, 3))));
        return random.Next(2) == 0 && arguments.Length == 0 ? Call("") : Call(Element(random, "params", arguments));
    }

    private static string CreateValue(Random random, int depth)
    {
        string text = string.Concat(
            Enumerable.Range(0, random.Next(4)).Select(_ => Pick(random, "a", "ü", " ", "&lt;", "<![CDATA[<]]>", "<!-- c -->", "\n", "🚀"))
        );
        return Element(
            random,
            "value",
            random.Next(depth > 0 ? 12 : 10) switch
            {
                0 => text,
                1 => Element(random, "string", text),
                2 => Element(random, Pick(random, "int", "i4", "i8", "biginteger"), $"{random.Next(-9, 9)}"),
                3 => Element(random, "boolean", Pick(random, "0", "1")),
                4 => Element(random, "double", Pick(random, "1.5", "-0.25", "3", "1e2")),
                5 => Element(random, "base64", Pick(random, "", "AAE=", "\nAAEC\n")),
                6 => Element(random, "nil", ""),
                7 => Element(random, "dateTime.iso8601", "20241125T21:11:46"),
                8 => "",
                9 => " " + Element(random, "int", "7") + "\n",
                10 when random.Next(4) == 0 => Element(random, "array", Pick(random, "", " ")),
                10 => Element(
                    random,
                    "array",
                    Element(random, "data", string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => CreateValue(random, depth - 1))))
                ),
                _ => Element(
                    random,
                    "struct",
                    string.Concat(
                        Enumerable
                            .Range(0, random.Next(3))
                            .Select(i =>
                                Element(random, "member", Element(random, "name", i == 0 ? text : $"k{i}") + CreateValue(random, depth - 1))
                            )
                    )
                ),
            }
        );
    }

    private static string Element(Random random, string name, string content) =>
        content.Length == 0 ? Pick(random, $"<{name}/>", $"<{name} />", $"<{name}></{name}>") : $"<{name}>{content}</{name}>";

    private static string Pick(Random random, params string[] texts) => texts[random.Next(texts.Length)];

    private static string Describe(XmlRpcValue value) =>
        value.Kind switch
        {
            XmlRpcKind.Nil => "nil",
            XmlRpcKind.Boolean => value.Boolean ? "b1" : "b0",
            XmlRpcKind.Integer => $"i{value.Integer}",
            XmlRpcKind.Double => $"d{Math.Round(value.Double * 8)}",
            XmlRpcKind.String => "s" + Hex(value.String),
            XmlRpcKind.Base64 => "x" + Convert.ToHexStringLower([.. value.Bytes]),
            XmlRpcKind.DateTime => "t" + value.DateTime,
            XmlRpcKind.Array => $"[{string.Join(",", value.Items.Select(Describe))}]",
            _ => $"{{{string.Join(",", value.Members.Select(member => Hex(member.Name) + ":" + Describe(member.Value)))}}}",
        };

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
}
