using Scalewright.Decisions.Backtesting;
using Scalewright.Decisions.Policies;

namespace Samples.Tests.Tournament;

/// <summary>
/// The page of a back-test in a browser. The load needs 2 nodes for half an hour, then 4. Four nodes are desired: one
/// exists from the start, and the others boot for ten minutes.
/// </summary>
public class PageSeenTests
{
    private static readonly LoadTrace Load = new(
        "two-levels",
        TimeSpan.FromMinutes(1),
        [.. Enumerable.Repeat(100.0, 30), .. Enumerable.Repeat(200.0, 30)]
    );

    private static readonly BacktestModel Model = new()
    {
        NodeCapacity = 50,
        InitialNodes = 1,
        BootDelay = TimeSpan.FromMinutes(10),
        PricePerHour = 0.10,
    };

    [MachineFact("chromium")]
    public async Task Each_chart_line_passes_through_its_values()
    {
        using TemporaryFolder folder = new();
        await using BrowserPage page = await SmallAsync(folder);

        // The axis labels give the position of a value; the browser checks that the stroke of a line passes there.
        const string Passes = """
            (name, minutes, value) => {
              const svg = [...document.querySelectorAll('svg')].find(svg => svg.querySelector('path.line') !== null), texts = [...svg.querySelectorAll('text')];
              const y = texts.find(text => text.textContent === `${value}`).y.baseVal[0].value - 4;
              const x = texts.find(text => text.textContent === `${minutes} min`).x.baseVal[0].value;
              const line = [...svg.querySelectorAll('path.line')].find(line => line.querySelector('title').textContent === name);
              return line.isPointInStroke(new DOMPoint(x, y));
            }
            """;
        async Task<bool> PassesAsync(string name, int minutes, int value) =>
            (bool)(await page.EvaluateAsync($"({Passes})('{name}', {minutes}, {value})"))!;

        (await PassesAsync("needed", 20, 2)).ShouldBeTrue();
        (await PassesAsync("needed", 40, 4)).ShouldBeTrue();
        (await PassesAsync("needed", 20, 4)).ShouldBeFalse();
        (await PassesAsync("needed", 40, 2)).ShouldBeFalse();
        (await PassesAsync("ready", 20, 4)).ShouldBeTrue();
        (await PassesAsync("ready", 20, 1)).ShouldBeFalse();
    }

    [MachineFact("chromium")]
    public async Task The_color_of_each_line_is_visible_in_a_screenshot()
    {
        using TemporaryFolder folder = new();
        await using BrowserPage page = await SmallAsync(folder);
        JsonNode chart = (await PagePixels.ReadAsync(page, 1200, density: 2, isPhone: false))[0];

        // Each line is visible for at least ten minutes: a sixth of the plot's 880 pixels, four screen pixels high at
        // double density, minus what other lines cover.
        foreach (string line in new[] { "needed", "ready" })
        {
            ((int)chart["lines"]![line]!).ShouldBeGreaterThan(300, chart.ToJsonString());
        }
    }

    [MachineFact("chromium")]
    public async Task The_page_shows_the_numbers_of_the_report()
    {
        using TemporaryFolder folder = new();
        await using BrowserPage page = await SmallAsync(folder);

        string text = (string)(await page.EvaluateAsync("document.body.innerText"))!;
        JsonArray cells = (
            await page.EvaluateAsync(
                "[...document.querySelectorAll('table tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))"
            )
        )!.AsArray();

        text.ShouldContain("Four at once");
        text.ShouldContain("1 policy over two-levels: 1 h without dates, 60 steps of 1 min");
        text.ShouldContain("always four costs 0.40. Load waits too long for 2 min in 1 h.");
        string[][] parts = [.. cells.Select(part => part!.AsArray().Select(cell => (string)cell!).ToArray())];
        string[] row = [.. parts.SelectMany(part => part)];
        parts.ShouldAllBe(part => part[0] == "always four", "each part of a row begins with its policy");

        // Four nodes are paid for an hour at 0.10, three of them without its first minute. One is ready for the whole hour,
        // three for 50 minutes. Of a capacity of 10,500 requests, 9,000 were used. Load waits longer than a minute from
        // the second minute to the tenth, when the nodes are ready, and for two minutes more.
        row[..11].ShouldBe(["always four", "0.40", "–", "2 min", "3.3 %", "9 min", "3.5", "4", "86 %", "24", "0"]);
        row.ShouldNotContain(cell => cell.Contains("NaN", StringComparison.Ordinal) || cell.Contains('∞', StringComparison.Ordinal));
        (
            await page.EvaluateAsync(
                "[...[...document.querySelectorAll('.window svg')].find(svg => svg.querySelector('path.line') !== null).querySelectorAll('text')].map(text => text.textContent)"
            )
        )!
            .AsArray()
            .Select(label => (string)label!)
            .ShouldBe(
                [
                    "always four: cost 0.40, violations 2 min",
                    "needed",
                    "ready",
                    "violations",
                    "nodes",
                    "0",
                    "1",
                    "2",
                    "3",
                    "4",
                    "0",
                    "10 min",
                    "20 min",
                    "30 min",
                    "40 min",
                    "50 min",
                    "1 h",
                ],
                ignoreOrder: true
            );
    }

    [MachineFact("chromium")]
    [Trait(Category.Name, Category.Packaging)]
    public async Task The_page_causes_no_browser_errors_and_loads_no_resources()
    {
        using TemporaryFolder folder = new();
        await using BrowserPage page = await TournamentAsync(folder);

        (await page.ComplaintsAsync()).ShouldBeEmpty();
        ((int)(await page.EvaluateAsync("performance.getEntriesByType('resource').length"))!).ShouldBe(0);
        ((int)(await page.EvaluateAsync("document.querySelectorAll('script, link, img, iframe').length"))!).ShouldBe(0);
    }

    [MachineFact("chromium")]
    [Trait(Category.Name, Category.Packaging)]
    public async Task Every_tournament_chart_has_lines_that_fill_it_and_stay_inside()
    {
        using TemporaryFolder folder = new();
        await using BrowserPage page = await TournamentAsync(folder);

        JsonArray charts = (
            await page.EvaluateAsync(
                """
                [...document.querySelectorAll('.window svg')].filter(svg => svg.querySelector('rect > title') === null).map(svg => {
                  const frame = svg.getBoundingClientRect();
                  const lines = [...svg.querySelectorAll('path.line')].map(line => line.getBoundingClientRect());
                  return { lines: lines.length, hasRows: svg.querySelector('circle') !== null, isInside: lines.every(line => line.left >= frame.left && line.right <= frame.right && line.top >= frame.top && line.bottom <= frame.bottom), widest: Math.max(...lines.map(line => line.width)) / frame.width };
                })
                """
            )
        )!.AsArray();

        charts.Count.ShouldBeGreaterThan(0);
        charts.ShouldAllBe(chart => (int)chart!["lines"]! >= 3 && (bool)chart["isInside"]!);
        charts.Where(chart => !(bool)chart!["hasRows"]!).ShouldAllBe(chart => (double)chart!["widest"]! > 0.85);
        charts
            .Where(chart => (bool)chart!["hasRows"]!)
            .Select(chart => (int)chart!["lines"]!)
            .ShouldBe([11, 14], "the differences of eleven policies, and the scores with three baselines");
        ((string)(await page.EvaluateAsync("document.body.innerText"))!).ShouldNotContain("NaN", Case.Sensitive);
    }

    [MachineFact("chromium")]
    [Trait(Category.Name, Category.Packaging)]
    public async Task A_tournament_page_fits_windows_of_1200_and_800_pixels()
    {
        using TemporaryFolder folder = new();
        await using BrowserPage page = await TournamentAsync(folder);

        foreach (int width in new[] { 1200, 800 })
        {
            await page.ResizeAsync(width, 1000, density: 1, isPhone: false);
            JsonArray wide = (
                await page.EvaluateAsync(
                    "[document.documentElement, ...document.querySelectorAll('.wide')].filter(part => part.scrollWidth > part.clientWidth).map(part => part.innerText.slice(0, 40))"
                )
            )!.AsArray();

            wide.ShouldBeEmpty($"at {width} pixels");
        }
    }

    [MachineFact("chromium")]
    [Trait(Category.Name, Category.Packaging)]
    public async Task A_tournament_page_needs_no_horizontal_scrolling_on_a_phone_or_in_a_window()
    {
        using TemporaryFolder folder = new();
        await using BrowserPage page = await TournamentAsync(folder);

        (await PageMeasure.ProblemsAsync(page, pictures: 3 + 18)).ShouldBeEmpty();
    }

    [MachineFact("chromium")]
    [Trait(Category.Name, Category.Packaging)]
    public async Task The_lines_of_all_tournament_charts_are_visible_in_a_screenshot_and_not_solid_blocks()
    {
        using TemporaryFolder folder = new();
        await using BrowserPage page = await TournamentAsync(folder);

        (await PagePixels.ProblemsAsync(page, pictures: 2 + 18)).ShouldBeEmpty();
    }

    [MachineFact("chromium")]
    public async Task The_lines_of_documentation_pictures_are_visible_in_a_screenshot_and_not_solid_blocks()
    {
        using TemporaryFolder folder = new();
        string[] pictures =
        [
            .. new[] { "tournament.svg", "tournament-scores.svg" }.Select(name => File.ReadAllText(Repository.At("docs", "images", name))),
        ];
        const string Head = "<!DOCTYPE html><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">";
        await using BrowserPage page = await PageMeasure.OpenAsync(folder, Head + string.Concat(pictures));

        (await PagePixels.ProblemsAsync(page, pictures.Length)).ShouldBeEmpty();
    }

    private static BacktestReport Report => Backtest.Run(new FixedSizing { Size = 4 }, Load, Model, "always four");

    private static async Task<BrowserPage> SmallAsync(TemporaryFolder folder)
    {
        await File.WriteAllTextAsync(folder.At("page.html"), BacktestPage.Create("Four at once", [Report]).ToHtml());
        return await PageMeasure.OpenAsync(folder);
    }

    private static async Task<BrowserPage> TournamentAsync(TemporaryFolder folder)
    {
        ProgramResult run = await Task.Run(() =>
            Command.Dotnet(
                AppContext.BaseDirectory,
                new Dictionary<string, string>(),
                [SingleFile.Assembly("tournament"), "--seeds", "1", "--out", folder.At("page.html")]
            )
        );
        run.ExitCode.ShouldBe(0, run.Errors);
        return await PageMeasure.OpenAsync(folder);
    }
}
