namespace Experiments.Tests.Reports;

/// <summary>Tests rendered pages of experiments, on a phone of 390 pixels and in a window of 1280.</summary>
public class PageSeenTests
{
    [MachineFact("chromium")]
    public async Task The_page_of_the_template_needs_no_horizontal_scrolling()
    {
        using TemporaryFolder folder = new();
        ExperimentData data = await RunAsync(folder, Repository.At("templates", "scalewright-experiment", "experiment.yaml"));
        await using BrowserPage page = await PageMeasure.OpenAsync(folder, ExperimentPage.Create(data).ToHtml());

        // The capacity, the run, its machines, and the latency between machines.
        (await PageMeasure.ProblemsAsync(page, pictures: 4)).ShouldBeEmpty();
        (await page.ComplaintsAsync()).ShouldBeEmpty();
    }

    [MachineFact("chromium")]
    public async Task The_page_of_a_sweep_needs_no_horizontal_scrolling()
    {
        using TemporaryFolder folder = new();
        ExperimentData data = await RunAsync(folder, folder.Write("sweep.yaml", SweepDefinition));
        await using BrowserPage page = await PageMeasure.OpenAsync(folder, ExperimentPage.Create(data).ToHtml());

        (await PageMeasure.ProblemsAsync(page, pictures: 1 + 1)).ShouldBeEmpty();
    }

    [MachineFact("chromium")]
    public async Task Long_names_and_large_numbers_cause_no_horizontal_scrolling()
    {
        using TemporaryFolder folder = new();
        string[] names =
        [
            .. Enumerable
                .Range(1, 9)
                .Select(number => $"operator=a-very-long-name-of-a-point-that-nobody-shortened-{number},load.words.rate={number}00000"),
        ];
        ChartPage page = new("A title of an experiment that has very many words, and Oneveryverylongwordthatcannotbebrokenatanyspaceatall")
        {
            Verdict = new ChartVerdict("The operator keeps up with 1234567890 ± 12345 records/s.")
            {
                Findings = [new string('w', 200)],
                Note = "± is an interval.",
            },
            Tiles = [.. Enumerable.Range(1, 12).Select(number => new ChartTile($"figure {number}", "1,234,567,890", "± 12,345"))],
            Facts = [new ChartFact("Commit", new string('f', 200)), new ChartFact("Definition", "a: 1\nb: " + new string('x', 300))],
            Sections =
            [
                new ChartSection("Throughput of everything")
                {
                    Table = new ChartTable(["point", "instances", "runs", "samples", "records/s", "latency s"])
                    {
                        Rows =
                        [
                            .. names.Select(name => (ValueList<string>)[name, "1", "2", "3", "1234567890 ± 12345", "0.00123 ± 0.00012"]),
                        ],
                    },
                    Charts =
                    [
                        new Chart("Latency between all the machines of this experiment, estimated by pings of some of the pairs")
                        {
                            Unit = "milliseconds, one way",
                            Lines = [.. names.Select(name => new ChartLine(name) { Points = [new(0, 1e14), new(100_000, 2e14)] })],
                        },
                    ],
                    Spreads =
                    [
                        new SpreadChart("Distribution of throughput over all points")
                        {
                            Unit = "records/s",
                            Categories = [.. names],
                            Series =
                            [
                                new ChartSpreadSeries(names[0], [.. names.Select(name => new ChartSpread(name, 5, 1, 9) { Box = (3, 7) })]),
                            ],
                        },
                    ],
                },
            ],
        };
        await using BrowserPage shown = await PageMeasure.OpenAsync(folder, page.ToHtml());

        (await PageMeasure.ProblemsAsync(shown, pictures: 2)).ShouldBeEmpty();
    }

    internal const string SweepDefinition =
        WordCount.Definition
        + """
            runs: 3
            duration: 2m
            matrix: {load.words.rate: [500, 1000, 4000]}
            """;

    internal static async Task<ExperimentData> RunAsync(TemporaryFolder folder, string definition)
    {
        ExperimentFolder experiment = ExperimentFolder.Create(
            folder.At("data"),
            ExperimentDefinition.Load(definition),
            TimeProvider.System
        );
        (await new ExperimentSweep(experiment).RunAsync(CancellationToken.None)).IsSuccess.ShouldBeTrue();
        experiment.Complete(TimeProvider.System);
        return experiment.ReadData();
    }
}
