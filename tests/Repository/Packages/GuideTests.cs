namespace Packages.Tests;

[Trait(Category.Name, Category.Packaging)]
[Collection(SharedPackages.Name)]
public partial class GuideTests(Consumers consumers)
{
    private static readonly string Page = File.ReadAllText(Repository.At("docs", "contributing", "write-a-provider.md"))
        .ReplaceLineEndings("\n");

    /// <summary>
    /// Nodes of this provider run no programs, so tests that need an agent are skipped, as in the guide. So is the test of
    /// kills.
    /// </summary>
    [Fact]
    public void The_provider_and_the_tests_of_the_guide_pass_the_provider_contract()
    {
        consumers.Write("Shelf");
        consumers.Write("Shelf", "Program.cs", Blocks("csharp run").Single());
        consumers.Write("Shelf.Tests");
        foreach ((int index, string text) in Blocks("cs").Index())
        {
            consumers.Write("Shelf.Tests", $"Part{index}.cs", text);
        }

        ProgramResult result = consumers.Succeed("Shelf.Tests", ["test"]);

        string summary = result.Output.Split('\n').Single(line => line.Contains(", Skipped:", StringComparison.Ordinal));
        summary.ShouldContain($"Failed:{0, 6}, Passed:{Contract.Count, 6}, Skipped:{Contract.AgentCount + Contract.KillCount, 6},");
    }

    private static IEnumerable<string> Blocks(string language) =>
        Block().Matches(Page).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["text"].Value);

    [GeneratedRegex(
        "^```(?<language>[^\n]*)\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Block();
}
