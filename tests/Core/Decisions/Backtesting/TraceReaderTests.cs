namespace Sdk.Tests.Decisions.Backtesting;

public class TraceReaderTests
{
    /// <summary>Rows, steps and the sum of the first day are from the description of the recorded loads.</summary>
    [Fact]
    public void Recorded_loads_have_the_documented_rows()
    {
        RecordedLoads.NasaWeek.Values.Count.ShouldBe(10080);
        RecordedLoads.NasaWeek.Step.ShouldBe(TimeSpan.FromMinutes(1));
        RecordedLoads.NasaWeek.Values.Take(1440).Sum().ShouldBe(64_715);
        RecordedLoads.NasaMonth.Values.Count.ShouldBe(8064);
        RecordedLoads.AzureCode.Values.Count.ShouldBe(344);
        RecordedLoads.AzureCode.Peak.ShouldBe(327);
    }

    [Fact]
    public void Gaps_are_reported_with_their_lines_or_repaired_when_enabled()
    {
        byte[] bytes = RecordedLoads.Bytes("nab_elb_request_count_5min.csv");

        DecisionException refused = Should.Throw<DecisionException>(() => TraceReader.ParseCsv(bytes, source: "elb.csv"));
        LoadTrace repaired = TraceReader.ParseCsv(bytes, new TraceOptions { Repair = TraceRepair.Gaps }, "elb.csv");

        refused.Problems.Count.ShouldBe(8, "the trace has 8 gaps");
        refused.Problems.ShouldAllBe(problem =>
            problem.Position.Line > 1 && problem.Source == "elb.csv" && problem.Code == ProblemCode.InvalidTrace
        );
        repaired.Values.Count.ShouldBe(4032 + 8);
        repaired.Repairs.Count.ShouldBe(8);
    }

    [Theory]
    [InlineData("t,v\n0,1\n10,NaN\n20,3\n", TraceRepair.Values, 3, "1 1 3")]
    [InlineData("t,v\n0,1\n10,-5\n20,3\n", TraceRepair.Values, 3, "1 1 3")]
    [InlineData("t,v\n0,1\n10,abc\n20,3\n", TraceRepair.Values, 3, "1 1 3")]
    [InlineData("t,v\n0,1\n10\n20,3\n", TraceRepair.Values, 3, "1 1 3")]
    [InlineData("t,v\n0,1\n20,3\n10,2\n30,4\n", TraceRepair.OutOfOrder, 4, "1 2 3 4")]
    [InlineData("t,v\n0,1\n10,2\n10,5\n20,3\n", TraceRepair.Duplicates, 4, "1 5 3")]
    [InlineData("t,v\n0,1\n10,2\n20,3\n40,5\n", TraceRepair.Gaps, 5, "1 2 3 3 5")]
    [InlineData("t_ms,v\n0,1\n10000,2\n20000,3\n", TraceRepair.Units, 1, "1 2 3")]
    public void A_repairable_problem_is_an_error_or_a_repair_reported_as_warning(string text, TraceRepair repair, int line, string values)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);

        DecisionException refused = Should.Throw<DecisionException>(() => TraceReader.ParseCsv(bytes));
        LoadTrace repaired = TraceReader.ParseCsv(bytes, new TraceOptions { Repair = repair });

        refused.Problems[0].Position.Line.ShouldBe(line);
        string.Join(' ', (IEnumerable<double>)repaired.Values).ShouldBe(values);
        repaired.Step.ShouldBe(TimeSpan.FromSeconds(10));
        repaired.Repairs.ShouldAllBe(problem => problem.Severity == ProblemSeverity.Warning);
        repaired.Repairs.Count.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("t,v\n")]
    [InlineData("0,1\n10,2\n")]
    [InlineData("t,v\nsoon,1\n")]
    [InlineData("t,v\n0,1\n1,2\n1e300,3\n")]
    public void A_text_without_a_readable_load_is_rejected_even_when_all_repairs_are_enabled(string text) =>
        Should
            .Throw<DecisionException>(() =>
                TraceReader.ParseCsv(Encoding.UTF8.GetBytes(text), new TraceOptions { Repair = TraceRepair.All })
            )
            .Problems.ShouldNotBeEmpty();

    [Fact]
    public void Dates_and_a_selected_column_are_read()
    {
        byte[] bytes = "time,cpu,requests\n2026-01-01T00:00:00Z,5,100\n2026-01-01T00:01:00Z,6,200\n"u8.ToArray();

        LoadTrace trace = TraceReader.ParseCsv(bytes, new TraceOptions { Column = "requests" });

        trace.Values.ShouldBe([100, 200]);
        trace.Start.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Should
            .Throw<DecisionException>(() => TraceReader.ParseCsv(bytes, new TraceOptions { Column = "memory" }))
            .Problems[0]
            .Position.Line.ShouldBe(1);
    }

    /// <summary>Format of the Prometheus HTTP API, range queries.</summary>
    [Fact]
    public void A_Prometheus_range_query_response_is_read()
    {
        const string Answer = """
            {"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"values":[[1435781430.781,"1"],[1435781445.781,"2.5"],[1435781460.781,"1"]]}]}}
            """;

        LoadTrace trace = TraceReader.ParsePrometheus(Encoding.UTF8.GetBytes(Answer));

        trace.Values.ShouldBe([1, 2.5, 1]);
        trace.Step.ShouldBe(TimeSpan.FromSeconds(15));
        trace.Start.Year.ShouldBe(2015);
        Refused(Answer.Replace("\"2.5\"", "\"NaN\"", StringComparison.Ordinal));
        Refused(Answer.Replace("1435781445.781", "1435781461.781", StringComparison.Ordinal));
        Refused(Answer.Replace("\"success\"", "\"error\"", StringComparison.Ordinal));
        Refused("{\"status\":\"success\",\"data\":{\"result\":[]}}");
        Refused("[1");
    }

    /// <summary>Format of the AWS API, DescribeScalingActivities; newest first.</summary>
    [Fact]
    public void AWS_scaling_activities_are_read_as_the_size_of_the_group()
    {
        const string Answer = """
            {"Activities":[
              {"StartTime":"2026-01-01T00:03:10Z","StatusCode":"Successful","Cause":"At 2026-01-01T00:03:00Z a user request update changing the desired capacity, decreasing the capacity from 3 to 2."},
              {"StartTime":"2026-01-01T00:01:30Z","StatusCode":"Successful","Cause":"At 2026-01-01T00:01:00Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 1 to 3."}]}
            """;

        TraceReader.ParseActivities(Encoding.UTF8.GetBytes(Answer)).Values.ShouldBe([1, 3, 3, 2]);
        Should.Throw<DecisionException>(() => TraceReader.ParseActivities("{\"Activities\":[]}"u8.ToArray()));
    }

    [Fact]
    public void A_corrupt_trace_is_read_or_rejected_with_problems()
    {
        byte[] whole = Encoding.UTF8.GetBytes("time_s,value\n0,1\n10,2\n20,3\n30,4\n");

        Prop.ForAll(Gen.Choose(0, whole.Length - 1).Zip(Gen.Choose(0, 255)).ToArbitrary(), damage =>
            {
                byte[] bytes = [.. whole];
                bytes[damage.Item1] = (byte)damage.Item2;
                foreach (TraceRepair repair in new[] { TraceRepair.None, TraceRepair.All })
                {
                    try
                    {
                        TraceReader.ParseCsv(bytes, new TraceOptions { Repair = repair }).Check().ShouldBeEmpty();
                    }
                    catch (DecisionException refused)
                    {
                        refused.Problems.ShouldNotBeEmpty();
                    }
                }
            })
            .QuickCheckThrowOnFailure();
    }

    private static void Refused(string text) =>
        Should.Throw<DecisionException>(() => TraceReader.ParsePrometheus(Encoding.UTF8.GetBytes(text))).Problems.ShouldNotBeEmpty();
}
