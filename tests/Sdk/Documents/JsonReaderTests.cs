using System.Text;
using Scalewright;
using Scalewright.Documents;
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
    [InlineData("""{"a":"\ud800"}""", "encoding 1:6")]
    [InlineData("""{"a":{"\u0024type":"X"}}""", "unsupported-tag 1:7")]
    [InlineData("{\"a\":\n  NaN}", "syntax 2:3")]
    [InlineData("{\"a\":07}", "syntax 1:7")]
    [InlineData("{\"é😀\":x}", "syntax 1:8")]
    [InlineData("{}\n{}", "multiple-documents 2:1")]
    [InlineData("{} x", "syntax 1:4")]
    [InlineData(" \n", "empty-document 1:1")]
    [InlineData("{\"a\":[1,]}", "syntax 1:9")]
    [InlineData("{\"a\":\"b", "syntax 1:8")]
    public void What_is_wrong_has_its_code_and_place(string text, string fault) => Fault(text, Dialect.Json).ShouldBe(fault);

    [Fact]
    public void Nesting_ends_at_its_limit()
    {
        Read(new string('[', 64) + new string(']', 64), Dialect.Json).Root.ShouldNotBeNull();
        Fault(new string('[', 65), Dialect.Json).ShouldBe("depth-limit 1:65");
    }

    [Fact]
    public void Columns_count_utf16_units_in_every_line()
    {
        DocumentMap map = Map("{\"😀é\":\"ß\",\r\n \"b\":[\r\n\"😀\", 1]}", Dialect.Json);

        map[0].Value.Spot.ShouldBe(new TextSpot(1, 8));
        map[1].KeySpot.ShouldBe(new TextSpot(2, 2));
        ((DocumentList)map["b"]!)[1].Spot.ShouldBe(new TextSpot(3, 7));
    }

    [Fact]
    public void The_first_bad_byte_has_its_place() => Fault([.. "{\"é"u8, 0xC0, .. "\"}"u8], Dialect.Json).ShouldBe("encoding 1:4");

    [Fact]
    public void A_control_character_has_its_place() => Fault("{\"a\":\"\u0007\"}", Dialect.Json).ShouldBe("control-character 1:7");

    [Fact]
    public void Json_reads_the_same_as_yaml()
    {
        const string Text = """{"a": {"b": [1, "x", true, null, {"c": 2.5}]}, "d": "é\n"}""";

        DocumentMap json = Map(Text, Dialect.Json);

        json.ShouldBe(Map(Text, Dialect.Yaml));
        Spots(json).ShouldBe(Spots(Map(Text, Dialect.Yaml)));
        Encoding.UTF8.GetByteCount(Text).ShouldBeGreaterThan(Text.Length);
    }

    private static IEnumerable<TextSpot> Spots(DocumentNode node) => node switch
    {
        DocumentMap map => [map.Spot, .. map.SelectMany(entry => Spots(entry.Value).Prepend(entry.KeySpot))],
        DocumentList list => [list.Spot, .. list.SelectMany(Spots)],
        _ => [node.Spot],
    };
}
