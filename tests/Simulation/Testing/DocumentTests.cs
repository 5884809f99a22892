using System.Text.RegularExpressions;

namespace Testing.Tests;

/// <summary>
/// Tests that the code and the output in docs/get-started/first-failing-seed.md and docs/how-to/find-a-bug.md match the
/// example programs.
/// </summary>
public partial class DocumentTests
{
    private const string Namespace = "Testing.Host.Cases";

    private static readonly string[] LeftOut = ["Replay: ", "Phase: ", "At: "];

    private static readonly string Page = ReadFile("docs/get-started/first-failing-seed.md");
    private static readonly string BugPage = ReadFile("docs/how-to/find-a-bug.md");

    internal static Lazy<Result> Example { get; } = new(() => HostRun.One(nameof(ShopTests)));

    [Fact]
    public void The_documented_example_is_the_program_that_is_run()
    {
        string source = ReadFile("tests/support/Testing.Host/Cases/ShopTests.cs");

        GetCodeBlock(Page, "csharp").ShouldEndWith(source[source.IndexOf("public class", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void The_documented_bug_is_that_of_the_program_that_is_run()
    {
        string source = ReadFile("tests/support/Testing.Host/Cases/OrderTests.cs");
        string[] lines = HostRun.One(nameof(OrderTests)).Message.Split('\n');

        GetCodeBlock(BugPage, "csharp").ShouldEndWith(source[source.IndexOf("public class", StringComparison.Ordinal)..]);
        string[] shown =
        [
            .. lines
                .TakeWhile(line => !line.StartsWith("Trace: ", StringComparison.Ordinal))
                .Where(line => !LeftOut.Any(start => line.StartsWith(start, StringComparison.Ordinal))),
        ];
        $"{string.Join('\n', shown)}\n".ShouldBe(GetCodeBlock(BugPage, "text"));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_documented_failure_message_is_that_of_a_run_of_the_example()
    {
        Result result = Example.Value;

        result.State.ShouldBe("failed");
        $"{FullPath().Replace(result.Message.Replace($"{Namespace}.", "", StringComparison.Ordinal), "")}\n".ShouldBe(
            GetCodeBlock(Page, "text")
        );
    }

    [GeneratedRegex("(?<=^Trace: ).*(?=TestResults/scalewright/)", RegexOptions.Multiline, 1000)]
    private static partial Regex FullPath();

    private static string GetCodeBlock(string page, string language) =>
        CodeBlock().Matches(page).Single(match => match.Groups["language"].Value == language).Groups["text"].Value;

    private static string ReadFile(string path) => File.ReadAllText(Repository.At(path)).ReplaceLineEndings("\n");

    [GeneratedRegex(
        "^```(?<language>[a-z]+)\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex CodeBlock();
}
