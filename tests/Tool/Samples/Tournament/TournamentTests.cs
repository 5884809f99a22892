namespace Samples.Tests.Tournament;

[Trait(Category.Name, Category.Packaging)]
public class TournamentTests
{
    // With the arguments of the documentation.
    private static readonly Lazy<(ProgramResult Run, string Page, string[] Figures)> Documented = new(() =>
    {
        using TemporaryFolder folder = new();
        return (RunWithFigures(folder), File.ReadAllText(folder.At("page.html")), File.ReadAllLines(folder.At("figures.csv")));
    });

    [Fact]
    public void A_repeated_tournament_writes_the_same_page()
    {
        using TemporaryFolder folder = new();

        (ProgramResult first, string page, string[] _) = Documented.Value;
        Run("--seeds", "3", "--out", folder.At("page.html"));

        first.ExitCode.ShouldBe(0, first.Errors);
        first.Output.ShouldContain("378 back-tests", Case.Sensitive, "14 policies and rivals over 9 loads with 3 seeds");
        File.ReadAllText(folder.At("page.html")).ShouldBe(page);
    }

    [Fact]
    public void No_chart_is_larger_than_a_hundred_kilobytes()
    {
        string[] charts = Documented.Value.Page.Split("<svg")[1..];

        charts.Length.ShouldBe(2 * (3 + 18), "each for windows and for phones");
        charts.ShouldAllBe(chart => chart.Length < 100_000);
    }

    [Fact]
    public void The_pictures_of_the_documentation_equal_charts_of_the_page()
    {
        string page = Documented.Value.Page;

        page.ShouldContain(File.ReadAllText(Repository.At("docs", "images", "tournament.svg")), Case.Sensitive);
        page.ShouldContain(File.ReadAllText(Repository.At("docs", "images", "tournament-scores.svg")), Case.Sensitive);
    }

    [MachineFact("chromium")]
    public void A_browser_shows_the_tables_and_the_charts()
    {
        using TemporaryFolder folder = new();
        Run("--seeds", "1", "--out", folder.At("page.html"));

        ProgramResult shown = Command.Run(
            "chromium",
            AppContext.BaseDirectory,
            new Dictionary<string, string>(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            $"--user-data-dir={folder.At("profile")}",
            "--dump-dom",
            $"file://{folder.At("page.html")}"
        );

        shown.ExitCode.ShouldBe(0, shown.Errors);
        shown.Output.Split("<table").Length.ShouldBe(1 + 2 + 9, "the standings, the elasticity, and one for each load");
        shown.Output.Split("<path class=\"line").Length.ShouldBe(1 + (2 * (11 + 14 + (18 * 3))));
        shown.Output.ShouldContain("aria-label=\"aws tracking + steps over nasa_http_1995_1min_week1\"");
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
    public void The_results_of_the_documentation_equal_those_of_the_program()
    {
        using TemporaryFolder folder = new();
        string page = File.ReadAllText(Repository.At("docs", "reference", "tournament.md"));

        // The third column, tuned by utilization, is left out because it takes the longest.
        foreach (
            (int column, string[] arguments) in new (int, string[])[]
            {
                (0, []),
                (1, ["--metric", "load"]),
                (3, ["--metric", "load", "--tuned"]),
            }
        )
        {
            string[] figures = Documented.Value.Figures;
            if (column > 0)
            {
                RunWithFigures(folder, arguments).ExitCode.ShouldBe(0);
                figures = File.ReadAllLines(folder.At("figures.csv"));
            }

            string[][] rows =
            [
                .. figures.Select(line => line.Replace("\"threshold, calm\"", "threshold; calm", StringComparison.Ordinal).Split(',')),
            ];
            int violations = Array.IndexOf(rows[0], "violation_percent");
            foreach (string[] row in rows[1..12])
            {
                string name = row[0].Replace(';', ',');
                string[] shown = page.Split('\n')
                    .Last(line => line.StartsWith($"| {name} |", StringComparison.Ordinal))
                    .Split('|')[column + 2]
                    .Trim(' ', '★')
                    .Split(", ");
                double.Parse(shown[1], CultureInfo.InvariantCulture)
                    .ShouldBe(double.Parse(row[violations], CultureInfo.InvariantCulture), 0.0051, $"{name}, column {column}");
                page.ShouldContain($"{(row[2] == "1" ? "★ " : "| ")}{shown[0]}, {shown[1]} |");
            }
        }
    }

    [Fact]
    public void A_policy_cannot_be_tuned_on_other_loads_if_there_is_one()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("load.csv"), "timestamp_s,value\n0,1\n10,1\n20,2\n");

        Run(folder.At("load.csv"), "--tuned", "--out", folder.At("page.html")).Errors.ShouldContain("use 2 or more");
        Run("--metric", "queue").Errors.ShouldContain("'utilization'");
    }

    [Fact]
    public void A_seed_count_of_zero_is_rejected() => Run("--seeds", "0").Errors.ShouldContain("seeds");

    private static ProgramResult RunWithFigures(TemporaryFolder folder, params string[] arguments) =>
        Run([.. arguments, "--seeds", "3", "--csv", folder.At("figures.csv"), "--out", folder.At("page.html")]);

    private static ProgramResult Run(params string[] arguments) =>
        Command.Dotnet(AppContext.BaseDirectory, new Dictionary<string, string>(), [SingleFile.Assembly("tournament"), .. arguments]);
}
