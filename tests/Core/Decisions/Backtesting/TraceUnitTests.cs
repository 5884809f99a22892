namespace Sdk.Tests.Decisions.Backtesting;

/// <summary>Times are in seconds unless the header, their magnitude or the caller states another unit.</summary>
public class TraceUnitTests
{
    [Theory]
    [InlineData("ms", 0.001)]
    [InlineData("Time [ms]", 0.001)]
    [InlineData("time ms", 0.001)]
    [InlineData("time(ms)", 0.001)]
    [InlineData("time/ms", 0.001)]
    [InlineData("time.ms", 0.001)]
    [InlineData("timeMs", 0.001)]
    [InlineData("TimeMS", 0.001)]
    [InlineData("timestampMillis", 0.001)]
    [InlineData("timestamp_millis", 0.001)]
    [InlineData("timestampms", 0.001)]
    [InlineData("MS", 0.001)]
    [InlineData("ms_since_start", 0.001)]
    [InlineData("time in milliseconds", 0.001)]
    [InlineData("milliseconds of the day", 0.001)]
    [InlineData("time_msec", 0.001)]
    [InlineData("time_us", 1e-6)]
    [InlineData("time [\u00b5s]", 1e-6)]
    [InlineData("time [\u03bcs]", 1e-6)]
    [InlineData("microseconds", 1e-6)]
    [InlineData("epoch_ns", 1e-9)]
    [InlineData("nanos", 1e-9)]
    [InlineData("minutes", 60)]
    [InlineData("minute", 60)]
    [InlineData("time_minutes", 60)]
    [InlineData("time_min", 60)]
    [InlineData("elapsed (mins)", 60)]
    [InlineData("hours", 3600)]
    [InlineData("Hour", 3600)]
    [InlineData("t_h", 3600)]
    [InlineData("hour_of_week", 3600)]
    [InlineData("hrs", 3600)]
    [InlineData("days", 86400)]
    [InlineData("timestamp_days", 86400)]
    [InlineData("weeks", 604800)]
    public void A_time_heading_with_another_unit_is_an_error_or_converted_when_enabled(string heading, double seconds)
    {
        string text = $"{heading},load\n0,1\n1000,2\n2000,3\n";

        Problem problem = Should.Throw<DecisionException>(() => Read(text)).Problems.ShouldHaveSingleItem();
        LoadTrace trace = Read(text, new TraceOptions { Repair = TraceRepair.Units });

        problem.Position.Line.ShouldBe(1);
        problem.Message.ShouldEndWith(", not in seconds");
        problem.Advice.ShouldContain("TraceOptions.TimeUnit");
        trace.Step.TotalSeconds.ShouldBe(1000 * seconds, 1e-9 * seconds);
        trace.Repairs.ShouldHaveSingleItem().Message.ShouldBe(problem.Message);
    }

    [Theory]
    [InlineData("t")]
    [InlineData("ts")]
    [InlineData("time")]
    [InlineData("timestamp")]
    [InlineData("timestamps")]
    [InlineData("epoch")]
    [InlineData("time_s")]
    [InlineData("timestamp_s")]
    [InlineData("seconds")]
    [InlineData("second_of_day")]
    [InlineData("Time (sec)")]
    [InlineData("")]
    [InlineData("mist")]
    [InlineData("seconds since the first hour")]
    public void A_time_heading_with_seconds_or_no_unit_means_seconds(string heading) =>
        Read($"{heading},load\n0,1\n1000,2\n").Step.TotalSeconds.ShouldBe(1000);

    [Theory]
    [InlineData("ticks")]
    [InlineData("month")]
    [InlineData("time_m")]
    [InlineData("time_5min")]
    [InlineData("bucket (10 s)")]
    [InlineData("hours and minutes")]
    public void A_time_heading_with_an_unclear_unit_requires_an_explicit_unit(string heading)
    {
        string text = $"{heading},load\n0,1\n1000,2\n";

        Problem problem = Should
            .Throw<DecisionException>(() => Read(text, new TraceOptions { Repair = TraceRepair.All }))
            .Problems.ShouldHaveSingleItem();

        problem.Position.Line.ShouldBe(1);
        problem.Advice.ShouldContain("TraceOptions.TimeUnit");
        Read(text, new TraceOptions { TimeUnit = TraceTimeUnit.Minutes }).Step.ShouldBe(TimeSpan.FromMinutes(1000));
    }

    [Theory]
    [InlineData(TraceTimeUnit.Nanoseconds, 1e-9)]
    [InlineData(TraceTimeUnit.Microseconds, 1e-6)]
    [InlineData(TraceTimeUnit.Milliseconds, 0.001)]
    [InlineData(TraceTimeUnit.Seconds, 1)]
    [InlineData(TraceTimeUnit.Minutes, 60)]
    [InlineData(TraceTimeUnit.Hours, 3600)]
    [InlineData(TraceTimeUnit.Days, 86400)]
    [InlineData(TraceTimeUnit.Weeks, 604800)]
    public void An_explicit_time_unit_overrides_the_heading(TraceTimeUnit unit, double seconds)
    {
        foreach (string heading in new[] { "time", "time_ms", "hours" })
        {
            LoadTrace trace = Read($"{heading},load\n0,1\n1000,2\n", new TraceOptions { TimeUnit = unit });

            trace.Step.TotalSeconds.ShouldBe(1000 * seconds, 1e-9 * seconds);
            trace.Repairs.ShouldBeEmpty();
        }
    }

    [Fact]
    public void An_undefined_time_unit_is_rejected() =>
        Should
            .Throw<DecisionException>(() => Read("t,v\n0,1\n", new TraceOptions { TimeUnit = (TraceTimeUnit)99 }))
            .Problems.ShouldHaveSingleItem()
            .Field.ShouldBe("TimeUnit");

    [Theory]
    [InlineData("day,load\n2026-01-01,1\n2026-01-02,2\n2026-01-03,3\n", 86400)]
    [InlineData("minute,load\n2026-01-01T00:00Z,1\n2026-01-01T00:01Z,2\n", 60)]
    [InlineData("ticks,load\n2026-01-01T00:00Z,1\n2026-01-01T00:01Z,2\n", 60)]
    public void The_unit_in_the_heading_is_ignored_for_dates(string text, double seconds) => Read(text).Step.TotalSeconds.ShouldBe(seconds);

    // 1767225600 is 2026-01-01T00:00:00Z, by date -u -d @1767225600. All steps are 10 s.
    [Theory]
    [InlineData("time", "1767225600000", "1767225610000", "ms, not in seconds", 2)]
    [InlineData("time", "1767225600000000", "1767225610000000", "us, not in seconds", 2)]
    [InlineData("time", "1767225600000000000", "1767225610000000000", "ns, not in seconds", 2)]
    [InlineData("time", "-1000000000000", "-999999990000", "ms, not in seconds", 2)]
    [InlineData("timestamp_s", "1767225600000", "1767225610000", "ms, not in s as the heading says", 2)]
    [InlineData("timestamp_ms", "1767225600000000", "1767225610000000", "us, not in ms as the heading says", 2)]
    [InlineData("timestamp_ms", "1767225600000", "1767225610000", "ms, not in seconds", 1)]
    public void Unix_times_that_can_only_be_in_another_unit_are_one_problem(
        string heading,
        string first,
        string second,
        string found,
        int line
    )
    {
        string text = $"{heading},load\n{first},1\n{second},2\n";

        Problem problem = Should.Throw<DecisionException>(() => Read(text)).Problems.ShouldHaveSingleItem();
        LoadTrace trace = Read(text, new TraceOptions { Repair = TraceRepair.Units });

        problem.Message.ShouldBe($"times are in {found}");
        problem.Position.Line.ShouldBe(line);
        trace.Step.TotalSeconds.ShouldBe(10, 1e-5);
        trace.Start.Year.ShouldBe(first[0] == '-' ? 1938 : 2026);
    }

    // 1700000000 is 2023-11-14T22:13:20Z, by date -u -d @1700000000.
    [Theory]
    [InlineData("time", "1700000000", "1700000010", "2023-11-14T22:13:20")]
    [InlineData("timestamp_s", "1700000000", "1700000010", "2023-11-14T22:13:20")]
    [InlineData("time", "1700000000.5", "1700000010.5", "2023-11-14T22:13:20.5")]
    [InlineData("time", "1.7e9", "1.70000001e9", "2023-11-14T22:13:20")]
    [InlineData("time", "1700000000000", "1700000010000", "2023-11-14T22:13:20")]
    [InlineData("time_ms", "1.7e12", "1.70000001e12", "2023-11-14T22:13:20")]
    [InlineData("time", "1700000000500", "1700000010500", "2023-11-14T22:13:20.5")]
    [InlineData("time", "1700000000000000", "1700000010000000", "2023-11-14T22:13:20")]
    [InlineData("minutes", "28333333", "28333334", "2023-11-14T22:13:00")]
    [InlineData("time", "804556800", "804556810", "1995-07-01T00:00:00")]
    [InlineData("time", "100000000", "100000010", "1973-03-03T09:46:40")]
    [InlineData("time", "-1000000000", "-999999990", "1938-04-24T22:13:20")]
    [InlineData("time", "99999999", "100000009", "2000-01-01T00:00:00")]
    [InlineData("time", "0", "10", "2000-01-01T00:00:00")]
    [InlineData("time", "-10", "0", "2000-01-01T00:00:00")]
    [InlineData("time_ms", "86400000", "86410000", "2000-01-01T00:00:00")]
    public void Large_times_count_from_1970_and_small_ones_from_the_start_of_the_recording(
        string heading,
        string first,
        string second,
        string start
    )
    {
        LoadTrace trace = Read($"{heading},load\n{first},1\n{second},2\n", new TraceOptions { Repair = TraceRepair.Units });

        trace.Start.ShouldBe(
            DateTimeOffset.Parse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            TimeSpan.FromMilliseconds(1)
        );
        trace.Values.ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData("1767225600000", "1767225610000", "ms")]
    [InlineData("1767225600000000", "1767225610000000", "us")]
    public void An_explicit_time_unit_applies_to_Prometheus_timestamps(string first, string second, string unit)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(
            $$$"""{"status":"success","data":{"result":[{"values":[[{{{first}}},"1"],[{{{second}}},"2"]]}]}}"""
        );

        Should
            .Throw<DecisionException>(() => TraceReader.ParsePrometheus(bytes))
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldBe($"times are in {unit}, not in seconds");
        LoadTrace trace = TraceReader.ParsePrometheus(
            bytes,
            new TraceOptions { TimeUnit = unit == "ms" ? TraceTimeUnit.Milliseconds : TraceTimeUnit.Microseconds }
        );
        trace.Start.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        trace.Repairs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cpu_percent")]
    [InlineData("memory [KB]")]
    [InlineData("value")]
    public void The_heading_of_the_value_column_is_preserved_with_its_unit(string heading) =>
        Read($"time,{heading}\n0,1\n10,2\n").Heading.ShouldBe(heading);

    private static LoadTrace Read(string text, TraceOptions? options = null) => TraceReader.ParseCsv(Encoding.UTF8.GetBytes(text), options);
}
