using static Sdk.Tests.Documents.Reading;

namespace Sdk.Tests.Documents;

public class JsonReaderTests
{
    [Fact]
    public void Values_have_their_kinds_and_the_text_as_written()
    {
        DocumentMap map = Map("""{"a":"x","b":-0,"c":1e999,"d":true,"e":null,"f":[1.0,{}]}""", Dialect.Json);

        map["a"].ShouldBe(new DocumentScalar(ScalarKind.Text, "x"));
        map["b"].ShouldBe(new DocumentScalar(ScalarKind.Integer, "-0"));
        map["c"].ShouldBe(new DocumentScalar(ScalarKind.Number, "1e999"));
        map["d"].ShouldBe(new DocumentScalar(ScalarKind.Boolean, "true"));
        map["e"].ShouldBe(new DocumentScalar(ScalarKind.Null, "null"));
        map["f"].ShouldBe(new DocumentList([new DocumentScalar(ScalarKind.Number, "1.0"), DocumentMap.Empty]));
    }

    [Theory]
    [InlineData("""{"a":1,"\u0061":2}""", "duplicate-key 1:8")]
    [InlineData("""{"a":"\ud800"}""", "invalid-encoding 1:6")]
    [InlineData("""{"a":{"\u0024type":"X"}}""", "unsupported-tag 1:7")]
    [InlineData("{\"a\":\n  NaN}", "syntax-error 2:3")]
    [InlineData("{\"a\":07}", "syntax-error 1:7")]
    [InlineData("{\"é😀\":x}", "syntax-error 1:8")]
    [InlineData("{}\n{}", "multiple-documents 2:1")]
    [InlineData("{} x", "syntax-error 1:4")]
    [InlineData(" \n", "empty-document 1:1")]
    [InlineData("{\"a\":[1,]}", "syntax-error 1:9")]
    [InlineData("{\"a\":\"b", "syntax-error 1:8")]
    public void An_error_is_reported_with_its_code_and_position(string text, string fault) => Fault(text, Dialect.Json).ShouldBe(fault);

    // Messages must not contain those of the tokenizer, which name its settings: "Change the reader options".
    [Theory]
    [InlineData("""{"a":1,}""", "a comma stands before the closing bracket; remove the comma")]
    [InlineData("""[1,]""", "a comma stands before the closing bracket; remove the comma")]
    [InlineData("""{"a":1 "b":2}""", "'\"' stands behind a value; write a comma or the closing bracket before it")]
    [InlineData("""[1 2]""", "'2' stands behind a value; write a comma or the closing bracket before it")]
    [InlineData("""{"a" 1}""", "a key has no colon behind it; write a colon between key and value")]
    [InlineData("""{a:1}""", "'a' is not a key; write the key in double quotes")]
    [InlineData("""{'a':1}""", "''' is not a key; write the key in double quotes")]
    [InlineData(
        """{"a":nope}""",
        "'nope' is not a value of JSON; use a text in double quotes, a number, true, false, null, a map or a list"
    )]
    [InlineData(
        """{"a":True}""",
        "'True' is not a value of JSON; use a text in double quotes, a number, true, false, null, a map or a list"
    )]
    [InlineData("""{"a":}""", "'}' closes what was not opened, or comes too early; check brackets")]
    [InlineData("""[}""", "'}' closes what was not opened, or comes too early; check brackets")]
    [InlineData("""{"a":,}""", "',' stands where a value belongs; write the value, or remove it")]
    [InlineData(
        """{"a":07}""",
        "'07' is not a number of JSON; use digits without a leading zero or plus sign, and quotes for everything else"
    )]
    [InlineData(
        """{"a":1.}""",
        "'1.' is not a number of JSON; use digits without a leading zero or plus sign, and quotes for everything else"
    )]
    [InlineData("""{"a":1""", "the text ends before all quotes and brackets are closed; close what was opened; check quotes and brackets")]
    [InlineData("""{"a":"b""", "quotes are not closed; close them")]
    [InlineData("{\"a\":\"b\nc\"}", @"a line break or tab stands inside of quotes; close the quotes, or write \n or \t")]
    [InlineData(
        """{"a":"\x"}""",
        """an escape inside of quotes is none of JSON; use \" \\ \/ \b \f \n \r \t or \u and four hexadecimal digits"""
    )]
    [InlineData(
        """{"a\u00g0":1}""",
        """an escape inside of quotes is none of JSON; use \" \\ \/ \b \f \n \r \t or \u and four hexadecimal digits"""
    )]
    [InlineData("""{"a":1} // b""", "a comment stands here; remove it; JSON has none")]
    [InlineData("""{/* b */}""", "a comment stands here; remove it; JSON has none")]
    [InlineData("""{} x""", "'x' stands behind the document; keep one document in each file")]
    public void Invalid_JSON_is_rejected_with_a_message_and_advice(string text, string message)
    {
        Problem problem = Read(text, Dialect.Json).Problems.ShouldHaveSingleItem();

        $"{problem.Message}; {problem.Advice}".ShouldBe($"the text is not JSON: {message}");
    }

    [Fact]
    public void Nesting_beyond_the_depth_limit_is_rejected()
    {
        Read(new string('[', 64) + new string(']', 64), Dialect.Json).Root.ShouldNotBeNull();
        Fault(new string('[', 65), Dialect.Json).ShouldBe("depth-limit 1:65");
    }

    [Fact]
    public void Columns_are_counted_in_UTF16_code_units_on_every_line()
    {
        DocumentMap map = Map("{\"😀é\":\"ß\",\r\n \"b\":[\r\n\"😀\", 1]}", Dialect.Json);

        map[0].Value.Position.ShouldBe(new TextPosition(1, 8));
        map[1].KeyPosition.ShouldBe(new TextPosition(2, 2));
        ((DocumentList)map["b"]!)[1].Position.ShouldBe(new TextPosition(3, 7));
    }

    [Fact]
    public void The_first_invalid_byte_is_reported_with_its_position() =>
        Fault([.. "{\"é"u8, 0xC0, .. "\"}"u8], Dialect.Json).ShouldBe("invalid-encoding 1:4");

    [Fact]
    public void A_control_character_is_reported_with_its_position() =>
        Fault("{\"a\":\"\u0007\"}", Dialect.Json).ShouldBe("control-character 1:7");

    [Fact]
    public void JSON_read_as_YAML_gives_the_same_document_and_positions()
    {
        const string Text = """{"a": {"b": [1, "x", true, null, {"c": 2.5}]}, "d": "é\n"}""";

        DocumentMap json = Map(Text, Dialect.Json);

        json.ShouldBe(Map(Text, Dialect.Yaml));
        Spots(json).ShouldBe(Spots(Map(Text, Dialect.Yaml)));
        Encoding.UTF8.GetByteCount(Text).ShouldBeGreaterThan(Text.Length);
    }

    private static IEnumerable<TextPosition> Spots(DocumentNode node) =>
        node switch
        {
            DocumentMap map => [map.Position, .. map.SelectMany(entry => Spots(entry.Value).Prepend(entry.KeyPosition))],
            DocumentList list => [list.Position, .. list.SelectMany(Spots)],
            _ => [node.Position],
        };
}
