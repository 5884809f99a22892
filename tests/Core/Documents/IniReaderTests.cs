using static Sdk.Tests.Documents.Reading;

namespace Sdk.Tests.Documents;

public class IniReaderTests
{
    [Fact]
    public void Sections_contain_keys_with_their_positions()
    {
        DocumentMap map = Map("; note\n[a b]\r\n  k.x =  5 ; no comment\n# note\nempty =\n", Dialect.Ini);

        map[0].KeyPosition.ShouldBe(new TextPosition(2, 1));
        DocumentMap section = map["a b"].ShouldBeOfType<DocumentMap>();
        section[0].KeyPosition.ShouldBe(new TextPosition(3, 3));
        section["k.x"].ShouldBe(new DocumentScalar(ScalarKind.Text, "5 ; no comment"));
        section["k.x"]!.Position.ShouldBe(new TextPosition(3, 10));
        section["empty"].ShouldBe(new DocumentScalar(ScalarKind.Text, ""));
    }

    [Theory]
    [InlineData("%(home)s")]
    [InlineData("${HOME}")]
    [InlineData("{{x}}")]
    [InlineData("\"quoted\"")]
    [InlineData("a = b")]
    public void Values_are_read_verbatim(string value) =>
        ((DocumentMap)Map($"[s]\nk = {value}\n", Dialect.Ini)["s"]!)["k"].ShouldBe(new DocumentScalar(ScalarKind.Text, value));

    [Fact]
    public void A_value_that_looks_like_a_number_is_an_untyped_integer()
    {
        DocumentScalar scalar = ((DocumentMap)Map("[s]\nk = 010\n", Dialect.Ini)["s"]!)["k"].ShouldBeOfType<DocumentScalar>();

        (scalar.ScalarKind, scalar.Text, scalar.IsUntyped).ShouldBe((ScalarKind.Integer, "010", true));
    }

    [Theory]
    [InlineData("k = 1\n", "syntax-error 1:1")]
    [InlineData("[s]\n k\n", "syntax-error 2:2")]
    [InlineData("[s]\n= 1\n", "syntax-error 2:1")]
    [InlineData("[s\n", "syntax-error 1:1")]
    [InlineData("[]\n", "syntax-error 1:1")]
    [InlineData("[ ]\nk = 1\n", "syntax-error 1:1")]
    [InlineData("[s]\n [\t]\n", "syntax-error 2:2")]
    [InlineData("[s] x\n", "syntax-error 1:1")]
    [InlineData("[s]\nk = 1\nk = 2\n", "duplicate-key 3:1")]
    [InlineData("[s]\n[t]\n[s]\n", "duplicate-name 3:1")]
    [InlineData("\n# x\n", "empty-document 1:1")]
    public void An_error_is_reported_with_its_code_and_position(string text, string fault) => Fault(text, Dialect.Ini).ShouldBe(fault);
}
