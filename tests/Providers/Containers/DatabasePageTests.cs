namespace Containers.Tests;

public class DatabasePageTests
{
    [Fact]
    public void The_page_about_databases_shows_the_test_that_runs_here()
    {
        string page = File.ReadAllText(Repository.At("docs", "how-to", "test-with-databases.md"));
        string[] shown =
        [
            .. DocumentBlock
                .ReadAll("page", page)
                .Single(block => block.Language == "csharp")
                .Text.Split('\n')
                .SkipWhile(line => line != "{"),
        ];
        string[] run = File.ReadAllLines(Repository.At("tests", "Providers", "Containers", "DatabaseTests.cs"));

        shown
            .Except(run, StringComparer.Ordinal)
            .ShouldBe([
                "    [Fact]",
                "    public async Task Orders_fail_only_over_the_cut_link_and_none_is_lost()",
                "        ContainersOptions options = new() { Image = \"postgres:17-bookworm\", Configure = Configure };",
            ]);
    }
}
