using static Experiments.Tests.Reports.VerdictTests;

namespace Experiments.Tests.Reports;

/// <summary>Comparison of points by the measures of the verdict.</summary>
public class ComparisonTests
{
    private static readonly HistoryEvent Fault = new(TimeSpan.FromSeconds(51), "fault", "web-1 restarts");

    // While the job keeps up, its throughput is the load; the busy ratio decides.
    [Fact]
    public void Throughput_is_not_compared_but_the_measures_of_the_verdict_are()
    {
        MeasureDifference[] found = [.. Compare(KeepingUp("a", 0.5, 0.5), KeepingUp("b", 0.25, 0.25))];

        found.Select(item => item.Measure).ShouldBe(["capacity with 1 instance", "mean latency", "behind"]);
        found[0].ToString().ShouldBe("capacity with 1 instance: 2,000 records/s -> 4,000 records/s, +100 % (significant)");
        found[1].ToString().ShouldBe("mean latency: 250 ms -> 250 ms, 0 % (not significant)");
    }

    [Fact]
    public void Points_with_different_loads_are_compared_by_capacity_only()
    {
        PointData more = Point("b", Run(1, 10, _ => new(1, 1500, 1500, 0, 0.5)), Run(2, 10, _ => new(1, 1500, 1500, 0, 0.5)));

        Compare(KeepingUp("a", 0.5, 0.5), more)
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("capacity with 1 instance: 2,000 records/s -> 3,000 records/s, +50 % (significant)");
    }

    // 200 records of a sample have a standard deviation of 14, so 220 and 180 are the same load, and 300 and 100 are not.
    [Theory]
    [InlineData(4, true)]
    [InlineData(20, false)]
    public void Random_arrivals_of_another_seed_are_the_same_load(double change, bool areSame)
    {
        PointData[] points = [Wavy("a", change), Wavy("b", -change)];

        Compare(points[0], points[1]).Any(item => item.Measure == "behind").ShouldBe(areSame);
        ChartSection section = ExperimentPage.Create(Data(points)).Sections.Single(section => section.Title == "Points compared");
        section.Text.Contains("Points that differ in load are compared by capacity only.", StringComparison.Ordinal).ShouldBe(!areSame);

        static PointData Wavy(string name, double change) =>
            Point(
                name,
                [
                    .. Enumerable
                        .Range(1, 2)
                        .Select(number => Run(number, 10, at => new(1, 40 + (at % 2 == 0 ? change : -change), 40, 0, 0.5))),
                ]
            );
    }

    [Fact]
    public void A_lower_bound_is_not_compared_with_a_capacity() =>
        Compare(KeepingUp("a", 0.5, 0.5), KeepingUp("b", 0.1, 0.1)).Select(item => item.Measure).ShouldBe(["mean latency", "behind"]);

    // The fault is at 51 s. Records wait until a sample that ends at 75 s; the first one without any at its start ends at 80 s.
    [Fact]
    public void A_job_that_does_not_catch_up_is_shown_without_a_verdict()
    {
        MeasureDifference catchUp = Compare(AfterFault("a", 14), AfterFault("b", 40)).Single(item => item.Measure == "catch-up");

        catchUp.ToString().ShouldBe("catch-up: 29 s -> not before the end (not decided)");
        catchUp.PValue.ShouldBe(double.NaN);
        catchUp.ChangeText.ShouldBe("–");
    }

    [Fact]
    public void The_table_shows_units_and_significant_differences_first_and_folds_the_others()
    {
        ExperimentData before = Data(KeepingUp("a", 0.5, 0.5));
        ExperimentData after = Data(KeepingUp("a", 0.25, 0.25));

        ChartSection[] sections = [.. ExperimentPage.Create(after, before).Sections.TakeLast(2)];

        sections[0].Title.ShouldBe("Compared with by-hand-001");
        sections[0]
            .Text.ShouldStartWith(
                "1 of 3 comparisons is significant. A change is significant if its p-value is below 0.05 after Holm's correction for 3 comparisons (Welch's t-test)."
            );
        sections[0].Table!.Columns.ShouldBe(["point", "measure", "before", "after", "change (95 % interval)", "p (Holm)", "verdict"]);
        sections[0]
            .Table!.Rows.ShouldBe([
                ["a", "capacity with 1 instance", "2,000 records/s", "4,000 records/s", "+2,000 records/s", "< 0.001", "significant"],
            ]);
        (sections[1].Title, sections[1].IsFolded).ShouldBe(("2 comparisons without a significant change", true));
        sections[1].Table!.Rows.Select(row => row[1]).ShouldBe(["mean latency", "behind"]);
    }

    [Fact]
    public void Points_of_a_sweep_without_a_point_of_the_same_name_are_counted_and_not_compared()
    {
        ExperimentData before = Data(KeepingUp("a", 0.5, 0.5), KeepingUp("b", 0.5, 0.5));
        ExperimentData after = Data(KeepingUp("b", 0.25, 0.25), KeepingUp("c", 0.25, 0.25));

        ChartSection section = ExperimentPage
            .Create(after, before)
            .Sections.Single(section => section.Title.StartsWith("Compared", StringComparison.Ordinal));
        ChartSection none = ExperimentPage
            .Create(Data(KeepingUp("c", 0.25, 0.25), KeepingUp("d", 0.25, 0.25)), before)
            .Sections.Single(section => section.Title.StartsWith("Compared", StringComparison.Ordinal));

        section.Table!.Rows.Select(row => row[0]).Distinct().ShouldBe(["b"]);
        section.Text.ShouldContain(" 1 point without a point of the same name in by-hand-001 not compared.");
        (none.Text, none.Table).ShouldBe(("2 points without a point of the same name in by-hand-001 not compared.", null));
    }

    [Fact]
    public void The_only_points_of_two_experiments_are_compared_in_two_columns()
    {
        ChartTable table = ExperimentPage
            .Create(Data(KeepingUp("b", 0.25, 0.25)), Data(KeepingUp("a", 0.5, 0.5)))
            .Sections.Single(section => section.Title.StartsWith("Compared", StringComparison.Ordinal))
            .Table!;

        table.Columns.Take(2).ShouldBe(["from", "to"]);
        table.Rows[0].Take(2).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Single_runs_are_listed_without_a_verdict()
    {
        ChartSection section = ExperimentPage
            .Create(Data(Single("a", 0.5), Single("b", 0.25)))
            .Sections.Single(section => section.Title == "Points compared");

        section.Text.ShouldStartWith("No comparison can be judged. The points are compared with the first one, a. ");
        section.Table!.Rows.Select(row => row[^1]).Distinct().ShouldBe(["too few runs to judge"]);

        static PointData Single(string name, double busy) => Point(name, Run(1, 40, _ => new(1, 1000, 1000, 0, busy)));
    }

    [Fact]
    public void A_page_with_a_thousand_points_compares_some_and_counts_the_omitted_ones()
    {
        PointData[] points = [.. Enumerable.Range(0, 1_000).Select(number => KeepingUp($"p{number}", 0.5, 0.5))];

        ChartSection[] sections = [.. ExperimentPage.Create(Data(points)).Sections.TakeLast(2)];

        // Three measures of each of 40 points; the first point is the baseline.
        sections[0].Text.ShouldStartWith("0 of 120 comparisons are significant.");
        sections[0].Text.ShouldEndWith("959 more points not shown.");
        sections[0].Table.ShouldBeNull();
        sections[1].Table!.Rows.Count.ShouldBe(40 * 3);
    }

    // Welch's t-test of 99, 100, 101 and 102, 104, 105: t = 3.47851 with 3.44828 degrees of freedom; the density of t,
    // integrated numerically in Python, gives p = 0.032199. The time behind is
    // equal, p = 1, so Holm's correction multiplies it by two: 0.064398.
    [Fact]
    public void The_table_of_pairs_corrects_the_p_values_of_all_its_comparisons()
    {
        PointData[] points = [Behind("a", 99, 100, 101), Behind("b", 102, 104, 105)];
        MeasureDifference capacity = Compare(points[0], points[1]).Single(item => item.Unit == "records/s");

        ChartTable table = ExperimentPage
            .Create(Data(points))
            .Sections.Single(section => section.Title.EndsWith("without a significant change", StringComparison.Ordinal))
            .Table!;

        capacity.PValue.ShouldBe(0.032199, 1e-6);
        capacity.IsSignificant.ShouldBeTrue("the interval of one comparison is not corrected");
        table
            .Rows.Single(row => row[1].StartsWith("capacity", StringComparison.Ordinal))
            .TakeLast(2)
            .ShouldBe(["0.064", "not significant"]);
    }

    private static ValueList<MeasureDifference> Compare(PointData first, PointData second)
    {
        ExperimentData data = Data(first, second);
        return ExperimentComparison.Compare(data, first, data, second);
    }

    private static PointData KeepingUp(string name, params double[] busy) =>
        Point(name, [.. busy.Select((ratio, index) => Run(index + 1, 10, _ => new(1, 1000, 1000, 0, ratio)))]);

    private static PointData Behind(string name, params double[] rates) =>
        Point(name, [.. rates.Select((rate, index) => Run(index + 1, 10, _ => new(1, 1000, rate, 5000, 1)))]);

    private static PointData AfterFault(string name, int until)
    {
        return Point(name, CreateRun(1), CreateRun(2));

        RunHistory CreateRun(int number) => Run(number, 20, at => Course(at, until), Fault);

        static Sample Course(int at, int until) =>
            at switch
            {
                10 => new(0, 1000, 0, 5000, 0),
                > 10 when at < until => new(1, 1000, 1500, 5000, 1),
                _ => new(1, 1000, 1000, 0, 0.5),
            };
    }
}
