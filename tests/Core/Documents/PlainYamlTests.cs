namespace Sdk.Tests.Documents;

/// <summary>Plain YAML is read without the full scanner. A non-ASCII comment forces it, and it must agree.</summary>
public class PlainYamlTests
{
    private const string Plain = "# e\n";
    private const string NotPlain = "# \u00e9\n";

    private static readonly string[] Values =
    [
        "", " 1", " x", " x # c", " x#c", " # c", " 's'", " \"t\"", " ''", " 's' # c", " \"a\\n\"", " 'a''b'", " 'a", " 'a' b", " [a, b]", " []", " {}", " {a: 1, b: [c, 'd']}", " [a,b]", " [a, ]",
        " [a: b]", " {a}", " {a: }", " [a] b", " {'a': 1}", " {a : 1}", " [[a], {b: c}]", " [a #b]", " a: b", " a:b", " http://x/y", " - a", " -", " -1", " ---", " ...", " &x 1", " *x", " !t 1", " |", " >",
        " ? x", " %x", " @x", " x:", " x :", " a, b", " ~", " null", " yes", " 0x1F", " 010", " .inf", " 1:30", " <<", " a\\b", " x *y", "  two", " \t", "x", ":", " [", " {a: [b}",
    ];

    private static readonly string[] Keys = ["a", "b", "c", "a b", "'q'", "\"d\"", "1", "~", "<<", "x:y", "k ", "...", "---", "-x", "?", "a#b", "[x]", "*", "1 *", "name"];

    private static readonly Gen<string> Line =
        from indent in Gen.Elements(0, 0, 2, 2, 4, 6, 1)
        from dashes in Gen.Elements("", "", "", "- ", "- ", "-  ", "- - ", "-")
        from key in Gen.OneOf(Gen.Elements(Keys[..3]), Gen.Elements(Keys))
        from colon in Gen.Elements(":", ":", ":", "", " :")
        from value in Gen.OneOf(Gen.Elements(Values[..4]), Gen.Elements(Values))
        from end in Gen.Elements("\n", "\n", "\n", "\r\n", " \n", "\n\n", "\n  # c\n", "\r")
        select $"{new string(' ', indent)}{dashes}{key}{colon}{value}{end}";

    [Fact]
    public void Random_plain_YAML_is_read_as_by_the_full_scanner() => Prop.ForAll(
        Line.ListOf().ToArbitrary(),
        lines =>
        {
            string text = string.Concat(lines.Take(6));
            foreach (Dialect dialect in new[] { Dialect.Yaml, Dialect.Yaml11 })
            {
                Show(Plain + text, dialect).ShouldBe(Show(NotPlain + text, dialect));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData("a: 1\nb:\n  - x\n  - y: 2\n    z: [1, {k: v}]\nc: 'q' # r\n")]
    [InlineData("a:\n- x\n- y\nb: 2\n")]
    [InlineData("- - a\n  - b\n- c:\n  - d\n  e: f\n-\n  g: h\n")]
    [InlineData("  a: 1\n  b: 2\n")]
    [InlineData("# c\n\n\"k\": \"v\"\r\n'l': 'w'\r\n")]
    [InlineData("a: 1\na: 2\n")]
    [InlineData("a: {b: 1, b: 2}\n")]
    [InlineData("x: 1\n<<: {a: 1}\n")]
    public void Features_of_plain_YAML_are_read_as_by_the_full_scanner(string text) =>
        Show(Plain + text, Dialect.Yaml).ShouldBe(Show(NotPlain + text, Dialect.Yaml));

    [Theory]
    [InlineData(4, 64, 64), InlineData(1000, 1, 64), InlineData(1000, 64, 2)]
    public void Limits_apply_to_plain_YAML(int nodes, int depth, int length)
    {
        const string Text = "a: [b, c]\nlong: name\n";
        ReadLimits limits = new() { MaxNodes = nodes, MaxDepth = depth, MaxScalarLength = length };

        Document document = Reading.Read(Plain + Text, Dialect.Yaml, limits);

        document.Root.ShouldBeNull();
        document.Problems.ShouldBe(Reading.Read(NotPlain + Text, Dialect.Yaml, limits).Problems);
    }

    /// <summary>The full scanner allocates about 40 bytes for each byte of this text.</summary>
    [Fact]
    public void Plain_YAML_is_read_with_fewer_allocations_than_by_the_full_scanner()
    {
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"key-{i}:\n  name: \"value\" # remark\n  list: [a, b]\n")));
        DocumentReader.Read(text, Dialect.Yaml).Root.ShouldNotBeNull();
        long before = GC.GetAllocatedBytesForCurrentThread();

        DocumentReader.Read(text, Dialect.Yaml);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20L * text.Length);
    }

    private static string Show(string text, Dialect dialect)
    {
        Document document = Reading.Read(text, dialect);
        return Show(document.Root) + "\n" + string.Join('\n', document.Problems);
    }

    private static string Show(DocumentNode? node) => node switch
    {
        DocumentMap map => $"{map.Position}{{{string.Join(",", map.Select(entry => $"{entry.KeyPosition}{entry.KeyKind} {entry.Key}={Show(entry.Value)}"))}}}",
        DocumentList list => $"{list.Position}[{string.Join(",", list.Select(Show))}]",
        DocumentScalar scalar => $"{scalar.Position}{scalar.ScalarKind} {scalar.Text}",
        _ => "none",
    };
}
