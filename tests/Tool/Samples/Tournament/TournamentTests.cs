namespace Samples.Tests.Tournament;

[Trait(Category.Name, Category.Packaging)]
public class TournamentTests
{
    private static readonly Lazy<(ProgramResult Run, string Page)> TwoSeeds = new(() =>
    {
        using TemporaryFolder folder = new();
        return (Run("--seeds", "2", "--out", folder.At("page.html")), File.ReadAllText(folder.At("page.html")));
    });

    [Fact]
    public void A_repeated_tournament_writes_the_same_page()
    {
        using TemporaryFolder folder = new();

        (ProgramResult first, string page) = TwoSeeds.Value;
        Run("--seeds", "2", "--out", folder.At("page.html"));

        first.ExitCode.ShouldBe(0, first.Errors);
        first.Output.ShouldContain("252 back-tests", Case.Sensitive, "14 policies and rivals over 9 loads with 2 seeds");
        File.ReadAllText(folder.At("page.html")).ShouldBe(page);
    }

    [Fact]
    public void No_chart_is_larger_than_a_hundred_kilobytes()
    {
        string[] charts = TwoSeeds.Value.Page.Split("<svg")[1..];

        charts.Length.ShouldBe(2 * (1 + 18), "each for windows and for phones");
        charts.ShouldAllBe(chart => chart.Length < 100_000);
    }

    [Fact]
    public void The_pictures_of_the_documentation_equal_charts_of_the_page()
    {
        using TemporaryFolder folder = new();
        Run("--seeds", "3", "--out", folder.At("page.html"));

        string page = File.ReadAllText(folder.At("page.html"));
        page.ShouldContain(File.ReadAllText(Repository.At("docs", "images", "tournament.svg")), Case.Sensitive);
        page.ShouldContain(File.ReadAllText(Repository.At("docs", "images", "tournament-scores.svg")), Case.Sensitive);
    }

    [MachineFact("chromium")]
    public void A_browser_shows_the_tables_and_the_charts()
    {
        using TemporaryFolder folder = new();
        Run("--seeds", "1", "--out", folder.At("page.html"));

        ProgramResult shown = Command.Run("chromium", AppContext.BaseDirectory, new Dictionary<string, string>(), "--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={folder.At("profile")}", "--dump-dom", $"file://{folder.At("page.html")}");

        shown.ExitCode.ShouldBe(0, shown.Errors);
        shown.Output.Split("<table").Length.ShouldBe(1 + 2 + (2 * 9), "the standings, the elasticity, and two for the figures of each load");
        shown.Output.Split("<path class=\"line").Length.ShouldBe(1 + (2 * (14 + (18 * 3))));
        shown.Output.ShouldContain("aria-label=\"kubernetes hpa over nasa_http_1995_1min_week1\"");
    }

    [Theory]
    [InlineData("timestamp_s,value\n0,1\n10,NaN\n20,2\n", "load.csv:3")]
    [InlineData("", "load.csv")]
    public void An_invalid_load_is_reported_with_its_position_and_no_page_is_written(string csv, string position)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("load.csv"), csv);

        ProgramResult run = Run(folder.At("load.csv"), "--out", folder.At("page.html"));

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldContain(position);
        File.Exists(folder.At("page.html")).ShouldBeFalse();
    }

    [Fact]
    public void A_seed_count_of_zero_is_rejected() => Run("--seeds", "0").Errors.ShouldContain("seeds");

    private static ProgramResult Run(params string[] arguments) => Command.Dotnet(AppContext.BaseDirectory, new Dictionary<string, string>(), [SingleFile.Assembly("tournament"), .. arguments]);
}
