namespace Sdk.Tests.Guards;

public partial class ErrorPageTests
{
    private static readonly string Folder = Repository.At("docs", "errors");

    /// <summary>Read from the sources, because the tests do not reference all packages and samples.</summary>
    private static readonly ProblemCode[] Codes =
    [
        .. new[] { "src", "samples" }
            .SelectMany(folder => Sources.FilesBelow(Repository.At(folder), "*.cs"))
            .SelectMany(path => Declaration().Matches(File.ReadAllText(path)))
            .Select(match => new ProblemCode(match.Groups["id"].Value, match.Groups["word"].Value)),
    ];

    public static TheoryData<string> Ids { get; } = [.. Codes.Select(code => code.Id)];

    [Fact]
    public void Problem_codes_have_unique_numbers_and_names()
    {
        Codes.Select(code => code.Id).ShouldBeUnique();
        Codes.Select(code => code.Name).ShouldBeUnique();
    }

    [Fact]
    public void Problem_codes_consist_of_SW_and_four_digits_with_a_lowercase_name()
    {
        Codes.ShouldAllBe(code => Regex.IsMatch(code.Id, "^SW[1-9][0-9]{3}$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        Codes.ShouldAllBe(code => Regex.IsMatch(code.Name, "^[a-z]+(-[a-z]+)*$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Error_pages_and_problem_codes_correspond() =>
        Directory
            .EnumerateFiles(Folder, "SW*.md")
            .Where(path => !path.Contains("SWA", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .ShouldBe(Codes.Select(code => code.Id), ignoreOrder: true);

    [Theory, MemberData(nameof(Ids))]
    public void Every_error_page_has_a_title_an_example_and_a_fix(string id)
    {
        ProblemCode code = Codes.Single(one => one.Id == id);

        string page = File.ReadAllText(Path.Combine(Folder, id + ".md"));

        page.ShouldStartWith($"# {code.Id}: {code.Name}\n");
        page.ShouldContain("\n## Example\n");
        page.ShouldContain("\n## How to fix it\n");
    }

    [Fact]
    public void The_list_of_error_pages_links_each_code()
    {
        string list = File.ReadAllText(Path.Combine(Folder, "README.md"));

        foreach (ProblemCode code in Codes)
        {
            list.ShouldContain($"[{code.Id}]({code.Id}.md): {code.Name}");
        }
    }

    [GeneratedRegex("""ProblemCode \w+ (?:\{ get; \} )?= new\("(?<id>SW[0-9]+)", "(?<word>[^"]+)"\)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();
}
