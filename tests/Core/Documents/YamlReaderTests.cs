using static Sdk.Tests.Documents.Reading;

namespace Sdk.Tests.Documents;

public class YamlReaderTests
{
    // YAML 1.2.2, section 10.3.2.
    [Theory]
    [InlineData("null", ScalarKind.Null, "null")]
    [InlineData("~", ScalarKind.Null, "~")]
    [InlineData("", ScalarKind.Null, "")]
    [InlineData("true", ScalarKind.Boolean, "true")]
    [InlineData("FALSE", ScalarKind.Boolean, "FALSE")]
    [InlineData("tRue", ScalarKind.Text, "tRue")]
    [InlineData("no", ScalarKind.Text, "no")]
    [InlineData("on", ScalarKind.Text, "on")]
    [InlineData("0", ScalarKind.Integer, "0")]
    [InlineData("-19", ScalarKind.Integer, "-19")]
    [InlineData("010", ScalarKind.Integer, "010")]
    [InlineData("0o14", ScalarKind.Integer, "12")]
    [InlineData("0x3A", ScalarKind.Integer, "58")]
    [InlineData("0x1p4", ScalarKind.Text, "0x1p4")]
    [InlineData("0o8", ScalarKind.Text, "0o8")]
    [InlineData("1_000", ScalarKind.Text, "1_000")]
    [InlineData("1:30", ScalarKind.Text, "1:30")]
    [InlineData("2020-01-01", ScalarKind.Text, "2020-01-01")]
    [InlineData("0.", ScalarKind.Number, "0.")]
    [InlineData(".5", ScalarKind.Number, ".5")]
    [InlineData("+12e03", ScalarKind.Number, "+12e03")]
    [InlineData("-2E+05", ScalarKind.Number, "-2E+05")]
    [InlineData("1e", ScalarKind.Text, "1e")]
    [InlineData(".", ScalarKind.Text, ".")]
    [InlineData("-.inf", ScalarKind.Number, "-.inf")]
    [InlineData(".nan", ScalarKind.Number, ".nan")]
    [InlineData("-.nan", ScalarKind.Text, "-.nan")]
    [InlineData("\"1\"", ScalarKind.Text, "1")]
    [InlineData("'null'", ScalarKind.Text, "null")]
    [InlineData("!!str 5", ScalarKind.Text, "5")]
    [InlineData("!!int \"5\"", ScalarKind.Integer, "5")]
    [InlineData("! 5", ScalarKind.Text, "5")]
    public void A_scalar_is_resolved_by_the_core_schema(string written, ScalarKind kind, string text) =>
        Scalar(written, Dialect.Yaml).ShouldBe((kind, text));

    [Theory]
    [InlineData("a: 1\na: 2\n", "duplicate-key 2:1")]
    [InlineData("a: 1\n\"a\": 2\n", "duplicate-key 2:1")]
    [InlineData("a: 1\n\"\\u0061\": 2\n", "duplicate-key 2:1")]
    [InlineData("x: &k a\na: 1\n*k : 2\n", "duplicate-key 3:1")]
    [InlineData("a: {b: 1, b: 2}\n", "duplicate-key 1:11")]
    [InlineData("a: *b\n", "syntax-error 1:4")]
    [InlineData("a: &a [*a]\n", "alias-cycle 1:8")]
    [InlineData("a: !!binary aGk=\n", "unsupported-tag 1:4")]
    [InlineData("a: !!python/object:os.system {}\n", "unsupported-tag 1:4")]
    [InlineData("a: !!map [1]\n", "wrong-type 1:4")]
    [InlineData("a: !!int x\n", "wrong-type 1:4")]
    [InlineData("? [a]\n: 1\n", "wrong-type 1:3")]
    [InlineData("a: 1\n---\nb: 2\n", "multiple-documents 2:1")]
    [InlineData("", "empty-document 1:1")]
    [InlineData("# x\n", "empty-document 1:1")]
    [InlineData("---\n", "empty-document 1:1")]
    [InlineData("a:\n\t- b\n", "syntax-error 2:1")]
    [InlineData("a: \"\\ud800\"\n", "invalid-encoding 1:4")]
    [InlineData("a: \"\\udc00\"\n", "invalid-encoding 1:4")]
    [InlineData("<<: 5\n", "wrong-type 1:5")]
    [InlineData("b: &b {}\n<<: *b\n<<: *b\n", "duplicate-key 3:1")]
    public void An_error_is_reported_with_its_code_and_position(string text, string fault) => Fault(text, Dialect.Yaml).ShouldBe(fault);

    [Fact]
    public void All_recoverable_problems_are_reported_together()
    {
        Document document = Read("a: !x 1\nb: 1\nb: 2\n? {}\n: 3\n", Dialect.Yaml);

        document
            .Problems.AsSpan()
            .ToArray()
            .Select(problem => problem.Code.Name)
            .ShouldBe(["unsupported-tag", "duplicate-key", "wrong-type"]);
    }

    [Fact]
    public void Columns_are_counted_in_UTF16_code_units_and_a_tab_counts_as_one()
    {
        DocumentMap map = Map("{😀:\t{b: 1}}\n", Dialect.Yaml);

        map[0].KeyPosition.ShouldBe(new TextPosition(1, 2));
        map[0].Value.Position.ShouldBe(new TextPosition(1, 6));
    }

    [Theory]
    [InlineData("a: 1\r\nb: 2\r\n")]
    [InlineData("a: 1\rb: 2\r")]
    [InlineData("\uFEFFa: 1\nb: 2")]
    public void Every_line_break_counts_once_and_a_byte_order_mark_not_at_all(string text)
    {
        DocumentMap map = Map(text, Dialect.Yaml);

        map[0].KeyPosition.ShouldBe(new TextPosition(1, 1));
        map[1].KeyPosition.ShouldBe(new TextPosition(2, 1));
    }

    // YAML 1.2.2, section 5.4: these three characters are not line breaks.
    [Theory]
    [InlineData("\u0085")]
    [InlineData("\u2028")]
    [InlineData("\u2029")]
    public void Unicode_line_breaks_of_YAML_1_1_are_ordinary_characters(string character)
    {
        DocumentMap map = Map($"a: x{character}y\nb: 2\n", Dialect.Yaml);

        map["a"].ShouldBe(new DocumentScalar(ScalarKind.Text, $"x{character}y"));
        map[1].KeyPosition.ShouldBe(new TextPosition(2, 1));
    }

    [Fact]
    public void An_alias_has_its_own_position_and_its_content_keeps_that_of_the_anchor()
    {
        DocumentMap map = Map("a: &a\n  b: 1\nc: *a\n", Dialect.Yaml);

        map["c"]!.Position.ShouldBe(new TextPosition(3, 4));
        map["c"].ShouldBe(map["a"]);
        ((DocumentMap)map["c"]!)["b"]!.Position.ShouldBe(new TextPosition(2, 6));
    }

    // yaml.org/type/merge.html
    [Fact]
    public void Own_keys_override_merged_keys_and_earlier_merges_override_later_ones()
    {
        DocumentMap map = Map("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 9}\n", Dialect.Yaml);

        DocumentMap merged = map["c"].ShouldBeOfType<DocumentMap>();
        merged.Select(entry => $"{entry.Key}={entry.Value}").Order(StringComparer.Ordinal).ShouldBe(["x=9", "y=1", "z=2"]);
    }

    [Theory]
    [InlineData(63, null)]
    [InlineData(64, "depth-limit 1:67")]
    [InlineData(100_000, "depth-limit 1:67")]
    public void Nesting_beyond_the_depth_limit_is_rejected(int levels, string? fault)
    {
        string text = $"a: {new string('[', levels)}{(fault is null ? new string(']', levels) : "")}\n";

        Document document = Read(text, Dialect.Yaml);

        document.Problems.AsSpan().ToArray().Select(problem => $"{problem.Code.Name} {problem.Position}").SingleOrDefault().ShouldBe(fault);
    }

    [Fact]
    public void Aliases_count_toward_the_node_limit_with_their_expanded_content()
    {
        string text = "a: &a [1, 2, 3]\nb: [*a, *a, *a]\n";

        // Root, two keys, two lists, three scalars, and three aliases of four nodes each.
        Read(text, Dialect.Yaml, new ReadLimits { MaxNodes = 20 }).Root.ShouldNotBeNull();
        Fault(text, Dialect.Yaml, new ReadLimits { MaxNodes = 19 }).ShouldBe("alias-limit 2:13");
    }

    [Fact]
    public void A_chain_of_aliases_cannot_nest_deeper_than_the_limit()
    {
        string links = string.Concat(Enumerable.Range(1, 100).Select(i => $"a{i}: &a{i} [*a{i - 1}]\n"));

        Fault($"a0: &a0 [x]\n{links}", Dialect.Yaml).ShouldBe("depth-limit 64:12");
    }

    [Fact]
    public void A_scalar_and_the_input_have_a_length_limit()
    {
        Fault("a: abcd\n", Dialect.Yaml, new ReadLimits { MaxScalarLength = 3 }).ShouldBe("size-limit 1:4");
        Fault("a: abcd\n", Dialect.Yaml, new ReadLimits { MaxBytes = 7 }).ShouldBe("size-limit 1:1");
    }

    // docs.ansible.com, "Encrypting content with Ansible Vault" and "Advanced playbook syntax" (unsafe): without its tag, the encrypted text is the value, and a template is evaluated.
    [Theory]
    [InlineData("!vault")]
    [InlineData("!unsafe")]
    public void A_tag_of_Ansible_that_changes_the_value_is_not_to_be_removed(string tag)
    {
        string advice = Reading.Read($"password: {tag} x\n", Dialect.Yaml11).Problems.ShouldHaveSingleItem().Advice;

        advice.ShouldStartWith("keep the tag");
        advice.ShouldNotContain("without a tag");
    }
}
