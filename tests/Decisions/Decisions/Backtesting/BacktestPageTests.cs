using System.Xml.Linq;

namespace Sdk.Tests.Decisions.Backtesting;

public class BacktestPageTests
{
    private static readonly BacktestModel Model = new() { NodeCapacity = 10, InitialNodes = 1, BootDelay = TimeSpan.FromMinutes(1) };

    private static readonly LoadTrace Load = SyntheticTrace.Steps(TimeSpan.FromMinutes(1), (10, 5), (30, 5));

    [Fact]
    public void A_chart_shows_needed_desired_and_ready_nodes_and_marks_violations()
    {
        BacktestReport report = Backtest.Run(new FixedSizing { Size = 1 }, Load, Model, "one");

        Chart chart = BacktestPage.CreateChart(report);

        chart.Lines.Select(line => line.Name).ShouldBe(["needed", "desired", "serving"]);
        chart.Lines[0].Points.Select(point => point.Value).ShouldBe([1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3]);
        chart.Lines[2].Points.ShouldAllBe(point => point.Value == 1);
        chart.Lines[0].Points[^1].At.ShouldBe(600);
        chart.Annotations!.Spans.Count.ShouldBe(1);
        chart.Annotations.Spans[0].To.ShouldBe(600);
    }

    [Fact]
    public void A_comparison_page_has_a_row_and_a_chart_for_each_policy()
    {
        ChartPage page = BacktestPage.Create("rivals", Backtest.Compare(new FixedSizing { Size = 2 }, Load, Model, "two"));

        page.Sections[0].Table!.Rows.Select(row => row[0]).ShouldBe(["two", "static peak", "static mean", "clairvoyant"]);
        page.Sections.Sum(section => section.Charts.Count).ShouldBe(4);
    }

    [Fact]
    public void A_tournament_page_starts_with_the_results_and_charts_the_winner_for_each_load()
    {
        TournamentReport report = new Tournament
        {
            Entries = [new("one", new FixedSizing { Size = 1 }), new("three", new FixedSizing { Size = 3 }), new("nine", new FixedSizing { Size = 9 })],
            Traces = [Load, SyntheticTrace.Constant(30, TimeSpan.FromMinutes(1), 10)],
            Model = Model,
            SeedCount = 2,
        }.Run();

        ChartPage page = BacktestPage.Create("which?", report, chartsPerLoad: 1);

        page.Subtitle.ShouldBe("3 policies over 2 loads, 2 seeds each: 12 back-tests.");
        page.Sections.Select(section => section.Title).ShouldBe(["Standings over 2 loads", "Elasticity", "steps", "constant"]);
        page.Sections[0].Table!.Rows.Select(row => row[0]).ShouldBe([.. report.Results.Select(standing => standing.Name), "static peak", "static mean", "clairvoyant"]);
        page.Sections[0].Spreads[0].Categories.ShouldBe(page.Sections[0].Table!.Rows.Select(row => row[0]).ToValueList());
        page.Sections[0].Spreads[0].Series[0].Spreads[0].Center.ShouldBe(MedianOf(report, report.Results[0].Name), 1e-9);
        page.Sections[2].Charts.Select(chart => chart.Title).ShouldBe([$"{report.Results[0].Name} over steps"]);
        page.Sections[2].Table!.Rows.Count.ShouldBe(6);
        XElement.Parse(page.Sections[3].Charts[0].ToSvg()).Name.LocalName.ShouldBe("svg");
    }

    /// <summary>Score: cost per hour plus 1 % for each tenth of a percent of violations; there are four runs.</summary>
    private static double MedianOf(TournamentReport report, string name)
    {
        double[] scores = [.. report.Reports.Where(one => one.Name == name).Select(one => one.Cost / one.Trace.Duration.TotalHours * (1 + (one.ViolationPercent / 10))).Order()];
        return (scores[1] + scores[2]) / 2;
    }
}
