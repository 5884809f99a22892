namespace Experiments.Tests.Reports;

public class StatisticsTests
{
    [Fact]
    public void Sample_statistics_match_values_calculated_by_hand()
    {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, population deviation 2, sample deviation 2.138; t for 7 degrees 2.3646243 (mpmath).
        SampleStatistics figures = SampleStatistics.FromValues([2, 4, 4, 4, 5, 5, 7, 9]);

        figures.Mean.ShouldBe(5);
        figures.StandardDeviation.ShouldBe(Math.Sqrt(32 / 7.0), 1e-12);
        figures.PopulationStandardError.ShouldBe(2 / Math.Sqrt(8), 1e-12);
        figures.MarginOfError.ShouldBe(2.3646243 * Math.Sqrt(32 / 7.0) / Math.Sqrt(8), 1e-7);
        double.IsNaN(SampleStatistics.FromValues([3]).MarginOfError).ShouldBeTrue();
    }

    [Fact]
    public void The_significance_of_a_difference_follows_Welchs_t_test()
    {
        double[] one = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
        double[] other = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 27.3];
        MeasureDifference difference = new("x", SampleStatistics.FromValues(one), SampleStatistics.FromValues(other));

        // Computed by an independent program: standard error 1.02191, 28.0 degrees of freedom, t = 2.048.
        difference.Change.ShouldBe(23.8467 - 20.82, 0.001);
        difference.MarginOfError.ShouldBe(2.048 * 1.02191, 0.001);
        difference.IsSignificant.ShouldBeTrue();
        new MeasureDifference(
            "x",
            SampleStatistics.FromValues([1, 2, 3]),
            SampleStatistics.FromValues([1.5, 2, 2.6])
        ).IsSignificant.ShouldBeFalse();
        new MeasureDifference("x", SampleStatistics.FromValues([1]), SampleStatistics.FromValues([5, 6]))
            .ToString()
            .ShouldBe("x: 1.000 -> 5.500, +450 % (too few runs to judge)");
    }

    [Fact]
    public void The_warm_up_and_cool_down_of_each_parallelism_are_excluded()
    {
        RunHistory run = History([.. Enumerable.Repeat(1, 20), .. Enumerable.Repeat(0, 2), .. Enumerable.Repeat(2, 20)], index => index
                is < 6
                    or >= 16
                    and < 28
                ? 0
            : index < 22 ? 100
            : 200);
        ExperimentData data = new("d", "task")
        {
            WarmUpPeriod = TimeSpan.FromSeconds(30),
            CoolDownPeriod = TimeSpan.FromSeconds(20),
            Runs = 1,
            Points = [new PointData("base", ValueMap.Empty<string>(), [run])],
        };

        ValueList<SummaryRow> rows = ExperimentSummary.Create(data);

        // Samples every 5 s: six at the start and four at the end of each twenty are excluded; those without an
        // instance never count.
        rows.Select(row => (row.Parallelism, row.Samples, row.Throughput.Mean)).ShouldBe([(1, 10, 100), (2, 10, 200)]);
    }

    // Twenty samples, one every 5 s from 5 s on. Point a excludes those before 15 s, point b those before 35 s and in
    // the last 10 s. Point c uses the warm-up of the experiment: those before 25 s are excluded.
    [Fact]
    public void The_summary_of_each_point_uses_its_own_warm_up_and_cool_down_period()
    {
        RunHistory run = History([.. Enumerable.Repeat(1, 20)], index => index);
        ExperimentData data = new("d", "task")
        {
            WarmUpPeriod = TimeSpan.FromSeconds(20),
            Runs = 1,
            Points =
            [
                new PointData("a", ValueMap.Empty<string>(), [run]) { WarmUpPeriod = TimeSpan.FromSeconds(10) },
                new PointData("b", ValueMap.Empty<string>(), [run])
                {
                    WarmUpPeriod = TimeSpan.FromSeconds(30),
                    CoolDownPeriod = TimeSpan.FromSeconds(10),
                },
                new PointData("c", ValueMap.Empty<string>(), [run]),
            ],
        };

        ExperimentSummary.Create(data).Select(row => (row.Point, row.Samples)).ShouldBe([("a", 18), ("b", 12), ("c", 16)]);
    }

    [Fact]
    public void A_warm_up_that_leaves_fewer_than_seven_samples_is_not_excluded()
    {
        RunHistory run = History([.. Enumerable.Repeat(1, 12)], index => index);
        ExperimentData data = new("d", "task")
        {
            WarmUpPeriod = TimeSpan.FromSeconds(30),
            Runs = 1,
            Points = [new PointData("base", ValueMap.Empty<string>(), [run])],
        };

        ExperimentSummary.Create(data).ShouldHaveSingleItem().Samples.ShouldBe(12);
    }

    private static RunHistory History(int[] parallelism, Func<int, double> throughput)
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        ValueList<SeriesKey> series =
        [
            new("parallelism", ""),
            new("latency", ""),
            new("lag", ""),
            new("numRecordsInPerSecond", "task"),
            new("busyTimeMsPerSecond", "task"),
            new("hardBackPressuredTimeMsPerSecond", "task"),
        ];
        for (int index = 0; index < parallelism.Length; index++)
        {
            writer.RecordSample(TimeSpan.FromSeconds(5 * (index + 1)), series, [parallelism[index], 0, 0, throughput(index), 0, 0]);
        }

        writer.End(RunOutcome.Completed);
        return HistoryReader.Read(stream.ToArray(), 1);
    }
}
