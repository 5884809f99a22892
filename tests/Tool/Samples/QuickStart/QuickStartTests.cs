namespace Samples.Tests.QuickStart;

/// <summary>The first program that a user runs.</summary>
public class QuickStartTests
{
    private const string Dispatch = "if (await QuickStart.ContainerShop.TryRunAsync(args, shop))\n{\n    return;\n}\n\n";

    private static readonly string Source = File.ReadAllText(Repository.At("samples", "QuickStart", "Program.cs"));

    [Fact]
    public void The_output_is_shown_by_the_README_and_by_that_of_the_sample()
    {
        using TemporaryFolder folder = new();

        ProgramResult run = Run(folder);

        run.ExitCode.ShouldBe(0, run.Errors);
        run.Errors.ShouldBeEmpty();
        Approved.Check(run.Output, "Samples/QuickStart");
        foreach (string page in new[] { Repository.At("README.md"), Repository.At("samples", "QuickStart", "README.md") })
        {
            Blocks(page, "text").First().ShouldBe(run.Output, page);
        }
    }

    [Fact]
    public void The_output_folder_contains_the_picture_of_the_README_alone()
    {
        using TemporaryFolder folder = new();

        Run(folder);

        Directory
            .EnumerateFileSystemEntries(folder.Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder.Root, path))
            .ShouldBe(["out", "out/shop.svg"], ignoreOrder: true);
        File.ReadAllText(folder.At("out", "shop.svg")).ShouldBe(File.ReadAllText(Repository.At("docs", "images", "web-shop.svg")));
    }

    [Fact]
    public void The_program_has_at_most_40_lines_and_the_README_shows_its_main_part()
    {
        Source.Count(character => character == '\n').ShouldBeLessThanOrEqualTo(40);
        Source.ShouldContain("\n" + Blocks(Repository.At("README.md"), "cs").Single() + "\n");
        Source.ShouldNotContain("using System");
        Blocks(Repository.At("samples", "QuickStart", "README.md"), "csharp")
            .Single()
            .ShouldBe(Source.Replace(Dispatch, "", StringComparison.Ordinal).TrimEnd('\n'));
    }

    private static IEnumerable<string> Blocks(string page, string language) =>
        DocumentBlock.ReadAll(page, File.ReadAllText(page)).Where(block => block.Language == language).Select(block => block.Text);

    private static ProgramResult Run(TemporaryFolder folder) =>
        Command.Dotnet(
            folder.Root,
            new Dictionary<string, string>(StringComparer.Ordinal),
            Path.Combine(AppContext.BaseDirectory, "QuickStart.dll")
        );
}
