using System.Text.RegularExpressions;
namespace Testing.Tests;

/// <summary>Code and output in docs/get-started/first-failing-seed.md match the example that is run.</summary>
public partial class DocumentTests
{
    private const string Namespace = "Testing.Host.Cases";

    private static readonly string Page = Read("docs/get-started/first-failing-seed.md");

    internal static Lazy<Result> Example { get; } = new(() => HostRun.One("ShopTests"));

    [Fact]
    public void The_documented_example_is_the_program_that_is_run()
    {
        string run = Read("tests/support/Testing.Host/Cases/ShopTests.cs");

        Block("csharp").ShouldEndWith(run[run.IndexOf("public class", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void The_documented_failure_message_is_that_of_a_run_of_the_example()
    {
        Result result = Example.Value;

        result.State.ShouldBe("failed");
        $"{result.Message.Replace($"{Namespace}.", "", StringComparison.Ordinal)}\n".ShouldBe(Block("text"));
    }

    private static string Block(string language) => Blocks().Matches(Page).Single(match => match.Groups["language"].Value == language).Groups["text"].Value;

    private static string Read(string path) => File.ReadAllText(Repository.At(path)).ReplaceLineEndings("\n");

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blocks();
}
