namespace Experiments.Tests.Reports;

public class PagePixelsTests
{
    // The elements of a chart below its lines: background and grid.
    private const string Ground = """
        <rect class="ground" width="960" height="300" fill="#fff"/>
        <path class="grid" stroke="#d5dce4" d="M64 68H944"/><path class="axis" stroke="#7b8794" d="M64 264H944"/>
        """;

    [MachineFact("chromium")]
    public async Task The_charts_of_the_template_page_show_lines_and_no_opaque_blocks_in_a_screenshot()
    {
        using TemporaryFolder folder = new();
        string definition = Repository.At("templates", "scalewright-experiment", "experiment.yaml");
        ExperimentData data = await PageSeenTests.RunAsync(folder, definition);
        await using BrowserPage page = await PageMeasure.OpenAsync(folder, ExperimentPage.Create(data).ToHtml());

        (await PagePixels.ProblemsAsync(page, pictures: 4)).ShouldBeEmpty();
    }

    [MachineFact("chromium")]
    public async Task A_chart_with_more_points_than_pixels_shows_no_opaque_block()
    {
        using TemporaryFolder folder = new();
        Random random = new(42);
        ChartLine[] lines =
        [
            .. Enumerable
                .Range(1, 3)
                .Select(line => new ChartLine($"line {line}")
                {
                    Points = [.. Enumerable.Range(0, 20_000).Select(at => new ChartPoint(at, (100 * line) + random.Next(100)))],
                }),
        ];
        Chart chart = new("Noise") { Lines = [.. lines] };
        ChartPage noisy = new("Noise") { Sections = [new ChartSection("Noise") { Charts = [chart] }] };
        await using BrowserPage page = await PageMeasure.OpenAsync(folder, noisy.ToHtml());

        (await PagePixels.ProblemsAsync(page, pictures: 1)).ShouldBeEmpty();
    }

    [MachineFact("chromium")]
    public async Task The_pixel_check_detects_an_opaque_block_in_a_line_drawn_with_all_points()
    {
        StringBuilder path = new("M64 166");
        for (int point = 0; point < 4_400; point++)
        {
            path.Append(CultureInfo.InvariantCulture, $"L{64 + (point / 5.0):0.#} {(point % 2 == 0 ? 68 : 264)}");
        }

        string line = $"<path class=\"line\" fill=\"none\" stroke-width=\"2\" stroke=\"#0072b2\" d=\"{path}\"/>";
        string[] problems = await ProblemsOfAsync(Ground + line);

        CountOf(problems, "an opaque block of ").ShouldBe(2, string.Join('\n', problems));
    }

    [MachineFact("chromium")]
    public async Task The_pixel_check_detects_a_chart_without_lines()
    {
        string[] problems = await ProblemsOfAsync(Ground + """<rect width="960" height="300" fill="#fff"/>""");

        CountOf(problems, "the most frequent colour has 1 of the pixels").ShouldBe(2, string.Join('\n', problems));
        CountOf(problems, "0 pixels of lines in the chart area").ShouldBe(2, string.Join('\n', problems));
    }

    private static int CountOf(string[] problems, string text) =>
        problems.Count(problem => problem.Contains(text, StringComparison.Ordinal));

    private static async Task<string[]> ProblemsOfAsync(string shapes)
    {
        using TemporaryFolder folder = new();
        await using BrowserPage page = await PageMeasure.OpenAsync(
            folder,
            $"""
            <!DOCTYPE html>
            <meta name="viewport" content="width=device-width">
            <svg style="display:block;width:100%" viewBox="0 0 960 300" aria-label="drawn">{shapes}</svg>
            """
        );
        return [.. await PagePixels.ProblemsAsync(page, pictures: 1)];
    }
}
