namespace Sdk.Tests.Decisions.Backtesting;

/// <summary>The pages of a back-test and of a tournament in a browser, compared with approved outlines and pictures.</summary>
public class GoldenPageTests
{
    private static readonly BacktestModel Model = new()
    {
        NodeCapacity = 50,
        InitialNodes = 1,
        BootDelay = TimeSpan.FromMinutes(3),
        PricePerHour = 0.2,
    };

    private static readonly TargetTrackingSizing Tracking = new()
    {
        Metric = BacktestModel.UtilizationMetric,
        Target = 65,
        MinNodes = 1,
        MaxNodes = 60,
    };

    private static readonly ThresholdSizing Threshold = new()
    {
        Metric = BacktestModel.UtilizationMetric,
        UpperThreshold = 80,
        LowerThreshold = 40,
        MinNodes = 1,
        MaxNodes = 60,
    };

    /// <summary>Two days with a peak of half an hour after noon.</summary>
    private static LoadTrace Days =>
        new(
            "tuesday.csv",
            TimeSpan.FromMinutes(1),
            [
                .. Enumerable
                    .Range(0, 2880)
                    .Select(minute =>
                        Math.Round(300 - (200 * Math.Cos(2 * Math.PI * minute / 1440))) + (minute % 1440 is >= 780 and < 810 ? 600 : 0)
                    ),
            ]
        )
        {
            Start = new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero),
        };

    private static string BacktestHtml =>
        BacktestPage
            .Create(
                "Tuesday",
                Backtest
                    .Compare(Tracking, Days, Model, "target tracking")
                    .Concat([
                        Backtest.Run(Threshold, Days, Model, "threshold"),
                        Backtest.Run(new FixedSizing { Size = 20 }, Days, Model, "twenty nodes"),
                    ])
            )
            .ToHtml();

    [MachineFact("chromium")]
    public async Task The_page_of_a_back_test_equals_its_golden_pictures() => await GoldenPage.CheckAsync(BacktestHtml, "Backtest");

    [MachineFact("chromium")]
    public async Task Golden_pictures_hold_with_other_fonts() =>
        (await GoldenPage.FindProblemsAsync(BacktestHtml, "Backtest", "body, svg text { font-family: serif !important }")).ShouldBeEmpty();

    /// <summary>
    /// There are four windows: two widths, each light and dark. Lines of 2 pixels are in the enlarged charts; a missing one
    /// can be within the tolerance for fonts in one window. The thin lines of the other charts can be so in all of them.
    /// </summary>
    [MachineFact("chromium")]
    public async Task Golden_pictures_detect_moved_bars_and_missing_lines()
    {
        IReadOnlyList<string> problems = await GoldenPage.FindProblemsAsync(
            BacktestHtml,
            "Backtest",
            "path.line { display: none } rect.bar { transform: translate(60px, 0) }"
        );

        string found = string.Join('\n', problems.Select(problem => problem.Split('\n')[0]));
        foreach (
            (string picture, int windows) in new[]
            {
                ("Policies by cost", 4),
                ("target tracking, ", 3),
                ("threshold, ", 3),
                ("twenty nodes, ", 3),
            }
        )
        {
            problems
                .Count(problem => problem.StartsWith($"picture: {picture}", StringComparison.Ordinal))
                .ShouldBeGreaterThanOrEqualTo(windows, $"{picture}:\n{found}");
        }
    }

    [MachineFact("chromium")]
    public async Task Unreadable_text_is_reported()
    {
        IReadOnlyList<string> problems = await GoldenPage.FindProblemsAsync(
            BacktestHtml,
            "Backtest",
            "p { color: #888 } h2 { white-space: nowrap; width: 2000px } svg text { font-size: 30px }"
        );

        problems.ShouldContain(problem => problem.StartsWith("390 pixels, light: the page is ", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.StartsWith("1280 pixels, light: contrast 3.5: ", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.StartsWith("1280 pixels, dark: overlapping: ", StringComparison.Ordinal));
    }

    [MachineFact("chromium")]
    public async Task The_page_of_a_tournament_equals_its_golden_pictures()
    {
        TournamentReport report = new Tournament
        {
            Entries = [new("target tracking", Tracking), new("threshold", Threshold), new("twenty nodes", new FixedSizing { Size = 20 })],
            Traces =
            [
                .. Enumerable
                    .Range(1, 5)
                    .Select(seed => SyntheticTrace.Daily(seed, TimeSpan.FromMinutes(5), 1, 100 * seed) with { Name = $"load {seed}" }),
            ],
            Model = Model with { BootJitter = TimeSpan.FromMinutes(2), FailuresPerHour = 0.01 },
            SeedCount = 3,
        }.Run();

        await GoldenPage.CheckAsync(BacktestPage.Create("Which policy?", report, chartsPerLoad: 1).ToHtml(), "Tournament");
    }
}
