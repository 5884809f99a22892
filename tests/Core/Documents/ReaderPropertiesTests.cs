namespace Sdk.Tests.Documents;

/// <summary>A reader never throws: every input gives a document, or problems with positions in the text.</summary>
public class ReaderPropertiesTests
{
    private const string Yaml = """
        # é😀
        base: &b {plugin: builtin, count: 2}
        profiles:
          - <<: *b
            name: "w\x41b"
            labels: {x: 'it''s', y: !!str 5, "z": |
              }
            node_template: {cpu: 0x10, memory: 010}
          - ? name
            : db
            plugin: {name: builtin, version: 1.0.0}
            labels:
              text: >-
                folded
                text

              other: *b
            start_scripts: [a.sh, "b c.sh"]
        ...
        """;

    private const string Json =
        """{"profiles":[{"name":"web","plugin":{"name":"builtin"},"count":-1.5e3,"labels":{"é":"\ud83d\ude00\n"},"x":[true,null,{}]}]}""";
    private const string Ini =
        "[profile web]\r\nplugin = builtin\n; c\ncount = 010\nlabels.x.y = %(a)s\nstart_scripts = a, ../b\n[profile db]\nplugin = x\n";

    // Characters that are special in one of the formats, and some that make an encoding invalid.
    private static readonly string[] Pieces =
    [
        "[",
        "]",
        "{",
        "}",
        ":",
        ": ",
        "- ",
        "? ",
        "&a ",
        "*a",
        "*b",
        "!",
        "!!",
        "!<",
        "|",
        ">",
        "'",
        "\"",
        "%",
        "@",
        "`",
        "#",
        "\n",
        "\r",
        "\t",
        " ",
        "---",
        "...",
        "<<: ",
        "\\u",
        "\\ud800",
        "\\x",
        "=",
        ";",
        ",",
        "0",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "é",
        "😀",
        "\0",
        "\u0001",
        "\u007F",
        "%YAML 1.1\n---\n",
        "%TAG ! x\n",
    ];

    public static TheoryData<string, string> Samples =>
        new()
        {
            { "YAML", Yaml },
            { "YAML 1.1", Yaml },
            { "JSON", Json },
            { "INI", Ini },
        };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Random_bytes_give_a_document_or_problems(string dialect, string sample)
    {
        sample.ShouldNotBeEmpty();

        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => HoldsFor(bytes, dialect)).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Random_pieces_of_syntax_give_a_document_or_problems(string dialect, string sample)
    {
        sample.ShouldNotBeEmpty();
        Gen<byte[]> texts = Gen.Elements(Pieces).ArrayOf().Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces)));

        Prop.ForAll(texts.ToArbitrary(), bytes => HoldsFor(bytes, dialect)).Check(Many);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_corrupted_sample_gives_a_document_or_problems(string dialect, string sample)
    {
        Gen<byte[]> broken =
            from place in Gen.Choose(0, sample.Length)
            from length in Gen.Choose(0, 8)
            from piece in Gen.Elements(Pieces)
            from again in Gen.Choose(0, 2)
            select Break(sample, place, length, string.Concat(Enumerable.Repeat(piece, again)));

        Prop.ForAll(broken.ToArbitrary(), bytes => HoldsFor(bytes, dialect)).Check(Many);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_flipped_bit_gives_a_document_or_problems(string dialect, string sample)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(sample);
        for (int bit = 0; bit < utf8.Length * 8; bit++)
        {
            byte[] flipped = [.. utf8];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            HoldsFor(flipped, dialect).ShouldBeTrue();
        }
    }

    private static Config Many => Config.QuickThrowOnFailure.WithMaxTest(2000);

    private static byte[] Break(string sample, int place, int length, string piece) =>
        Encoding.UTF8.GetBytes(string.Concat(sample.AsSpan(0, place), piece, sample.AsSpan(Math.Min(sample.Length, place + length))));

    private static bool HoldsFor(byte[] bytes, string name)
    {
        Dialect dialect = new[] { Dialect.Yaml, Dialect.Yaml11, Dialect.Json, Dialect.Ini }.Single(candidate => candidate.Name == name);
        Document document = DocumentReader.Read(bytes, dialect);
        ProfileReadResult profiles = ProfileReader.Read(bytes, dialect);
        int lines = bytes.Count(value => value is (byte)'\n' or (byte)'\r') + bytes.Count(value => value >= 0x80) + 2;
        return (document.Root is null) == document.Problems.AsSpan().ToArray().Any(problem => problem.Severity == ProblemSeverity.Error)
            && document
                .Problems.AsSpan()
                .ToArray()
                .Concat(profiles.Problems.AsSpan().ToArray())
                .All(problem => problem.Position.Line >= 1 && problem.Position.Line <= lines && problem.Position.Column >= 1)
            && (profiles.HasErrors || document.Root is not null);
    }
}
