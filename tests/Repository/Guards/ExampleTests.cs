using System.Net;

namespace Sdk.Tests.Guards;

/// <summary>Examples in XML comments compile, with all namespaces of the packages imported.</summary>
public partial class ExampleTests
{
    private static readonly string Imports = string.Concat(
        Sources
            .Libraries.SelectMany(PublicApi.Types)
            .Select(type => type.ContainingNamespace.ToDisplayString())
            .Where(name => name.StartsWith("Scalewright", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(name => $"using {name}; ")
    );

    public static TheoryData<string> Files { get; } =
    [
        .. Sources
            .FilesBelow(Repository.At("src"), "*.cs")
            .Where(file => File.ReadAllText(file).Contains("<example>", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Repository.Root, file)),
    ];

    [Theory, MemberData(nameof(Files))]
    public void Every_documentation_example_in_a_source_file_compiles(string file)
    {
        string[] examples = [.. Examples(File.ReadAllText(Repository.At(file)))];

        examples.ShouldNotBeEmpty();
        examples.SelectMany(Errors).ShouldBeEmpty(file);
    }

    [Fact]
    public void The_sources_have_at_least_50_documentation_examples() =>
        Files
            .Select<object[], string>(file => (string)file[0])
            .Sum(file => Examples(File.ReadAllText(Repository.At(file))).Count())
            .ShouldBeGreaterThanOrEqualTo(50);

    [Fact]
    public void An_invalid_example_is_detected() =>
        Examples("/// <example>\n/// <code>\n/// ValueList&lt;int&gt; list = [1];\n/// list.Nothing();\n/// </code>\n/// </example>\n")
            .Single()
            .ShouldSatisfyAllConditions(
                example => example.ShouldContain("ValueList<int> list = [1];"),
                example => Errors(example).ShouldHaveSingleItem().ShouldContain("Nothing")
            );

    private static IEnumerable<string> Examples(string source) =>
        Example().Matches(source).Select(match => WebUtility.HtmlDecode(Slashes().Replace(match.Groups["code"].Value, "")));

    private static IEnumerable<string> Errors(string example) =>
        DocumentProgram
            .Compile(new DocumentBlock("example", "csharp", "", Imports + example))
            .GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString());

    [GeneratedRegex(
        "<example>(?<text>([^<]|<(?!/example>|code>))*)<code>(?<code>([^<]|<(?!/code>))*)</code>",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Example();

    [GeneratedRegex("^ *///( |$)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex Slashes();
}
