namespace Sdk.Tests.Decisions.Backtesting;

public class TraceProblemsTests
{
    [Fact]
    public void All_problems_of_a_CSV_trace_are_reported_with_their_lines()
    {
        const string Text = "time,load\n0,1\n10,NaN\n30,3\n20,2\n20,-5\n40,x\n60,6\n70,7\n80,8\n";

        DecisionException refused = Should.Throw<DecisionException>(() => Read(Text));

        refused
            .Problems.Select(problem => (problem.Position.Line, problem.Message))
            .ShouldBe(
                [
                    (3, "NaN is not a load"),
                    (6, "-5 is not a load"),
                    (7, "'x' is not a number"),
                    (5, "20 is earlier than 30 in the row before"),
                    (6, "20 is there twice"),
                    (8, "1 step of 10 s missing before 60"),
                ],
                ignoreOrder: true
            );
        refused.Problems.Select(problem => problem.Position.Line).ShouldBeInOrder();
        Read(Text, new TraceOptions { Repair = TraceRepair.All }).Values.ShouldBe([1, 1, 1, 3, 3, 3, 6, 7, 8]);
        Read(Text, new TraceOptions { Repair = TraceRepair.All }).Repairs.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData(TraceRepair.All & ~TraceRepair.Gaps, 8)]
    [InlineData(TraceRepair.All & ~TraceRepair.OutOfOrder, 5)]
    [InlineData(TraceRepair.All & ~TraceRepair.Duplicates, 6)]
    public void Only_problems_without_an_enabled_repair_are_errors(TraceRepair repair, int line) =>
        Should
            .Throw<DecisionException>(() =>
                Read("time,load\n0,1\n10,NaN\n30,3\n20,2\n20,-5\n40,x\n60,6\n70,7\n80,8\n", new TraceOptions { Repair = repair })
            )
            .Problems.Where(problem => problem.Severity == ProblemSeverity.Error)
            .ShouldHaveSingleItem()
            .Position.Line.ShouldBe(line);

    [Fact]
    public void All_problems_of_a_Prometheus_trace_are_reported_with_their_lines()
    {
        const string Text = """
            {"status":"success","data":{"result":[{"values":[
            [0,"1"],
            [10,"NaN"],
            [30,"+Inf"],
            [20,"2"],
            [40,"-1"],
            [60,"3"],
            [70,"x"]]}]}}
            """;

        DecisionException refused = Should.Throw<DecisionException>(() => TraceReader.ParsePrometheus(Encoding.UTF8.GetBytes(Text)));

        refused.Problems.Select(problem => problem.Position.Line).ShouldBe([3, 4, 5, 6, 7, 8]);
    }

    [Theory]
    [InlineData("0,10 K\n10,11 K\n", "load: no value is a load; in the first row, '10 K' is not a number")]
    [InlineData("0,10%\n10,11%\n20,12%\n", "load: no value is a load; in the first row, '10%' is not a number")]
    [InlineData("0,\"1,110\"\n10,\"1,111\"\n", "load: no value is a load; in the first row, '1,110' is not a number")]
    [InlineData("0,NaN\n10,\n", "load: no value is a load; in the first row, NaN is not a load")]
    [InlineData("0\n10\n", "load: no value is a load; in the first row, there is no cell for it")]
    [InlineData("0,-1\n", "load: no value is a load; in the first row, -1 is not a load")]
    [InlineData("0,1\n0,x\n", "load: no value is a load; in the first row, 'x' is not a number")]
    public void A_column_without_one_valid_value_is_an_error_whatever_is_repaired(string rows, string found)
    {
        foreach (TraceRepair repair in new[] { TraceRepair.Values | TraceRepair.Duplicates, TraceRepair.All })
        {
            Problem[] errors =
            [
                .. Should
                    .Throw<DecisionException>(() => Read("time,load\n" + rows, new TraceOptions { Repair = repair }))
                    .Problems.Where(problem => problem.Severity == ProblemSeverity.Error),
            ];

            errors.ShouldHaveSingleItem().ToString().ShouldContain(found);
        }
    }

    [Theory]
    [InlineData("""[0,"NaN"],[10,"NaN"]""")]
    [InlineData("""[0,"+Inf"],[10,"-Inf"]""")]
    [InlineData("""[0,"x"]""")]
    public void A_Prometheus_series_without_one_valid_value_is_an_error_whatever_is_repaired(string values)
    {
        byte[] bytes = Encoding.UTF8.GetBytes($$$"""{"status":"success","data":{"result":[{"values":[{{{values}}}]}]}}""");

        Should
            .Throw<DecisionException>(() => TraceReader.ParsePrometheus(bytes, new TraceOptions { Repair = TraceRepair.All }))
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldContain("value: no value is a load");
    }

    [Theory]
    [InlineData("0,1\nsoon,2\n20,3\n30,4\n40,5\n", 3)]
    [InlineData("0,1\n10,2,3\n20,3\n30,4\n40,5\n", 3)]
    [InlineData("0,1\n10,\"2\n20,3\n30,4\n", 3)]
    [InlineData("0,1\n10,2\n1e300,2\n30,3\n40,4\n", 4)]
    public void An_unreadable_row_is_not_also_reported_as_a_gap(string rows, int line) =>
        Should.Throw<DecisionException>(() => Read("time,load\n" + rows)).Problems.ShouldHaveSingleItem().Position.Line.ShouldBe(line);

    [Fact]
    public void A_wrong_time_unit_does_not_hide_other_problems() =>
        Should
            .Throw<DecisionException>(() => Read("time_ms,load\n0,1\n10000,NaN\n30000,3\n20000,4\n"))
            .Problems.Select(problem => problem.Position.Line)
            .ShouldBe([1, 3, 5]);

    [Theory]
    [InlineData(
        "0,1e999\n",
        "load: '1e999' is too large a number; use a number from 0 to 1e15, or set TraceOptions.Repair to TraceRepair.Values"
    )]
    [InlineData(
        "0,-1e999\n",
        "load: '-1e999' is too large a number; use a number from 0 to 1e15, or set TraceOptions.Repair to TraceRepair.Values"
    )]
    [InlineData(
        "10,1\n0,1\n",
        "time: 0 is earlier than 10 in the row before; put the rows in order, or set TraceOptions.Repair to TraceRepair.OutOfOrder"
    )]
    [InlineData("0,1\n0,1\n", "time: 0 is there twice; keep one row for each time, or set TraceOptions.Repair to TraceRepair.Duplicates")]
    public void A_problem_quotes_the_number_as_written_and_names_its_repair_option(string rows, string told) =>
        Should.Throw<DecisionException>(() => Read("time,load\n" + rows)).Problems.ShouldHaveSingleItem().ToString().ShouldEndWith(told);

    // A day in ticks of 100 ns.
    [Fact]
    public void A_step_of_one_tick_is_reported_with_its_length() =>
        Should
            .Throw<DecisionException>(() => Read("time,load\n0,1\n86400,2\n", new TraceOptions { Step = TimeSpan.FromTicks(1) }))
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldBe("864000000001 steps of 1e-7 s");

    private static LoadTrace Read(string text, TraceOptions? options = null) => TraceReader.ParseCsv(Encoding.UTF8.GetBytes(text), options);
}
