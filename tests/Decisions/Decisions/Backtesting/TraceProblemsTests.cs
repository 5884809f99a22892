namespace Sdk.Tests.Decisions.Backtesting;

public class TraceProblemsTests
{
    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_its_line()
    {
        const string Text = "time,load\n0,1\n10,NaN\n30,3\n20,2\n20,-5\n40,x\n60,6\n70,7\n80,8\n";

        DecisionException refused = Should.Throw<DecisionException>(() => Read(Text));

        refused.Problems.Select(problem => (problem.Position.Line, problem.Message)).ShouldBe(
            [(3, "NaN is no load"), (6, "-5 is no load"), (7, "'x' is no number"), (5, "20 is after 30, but earlier"), (6, "20 is there twice"), (8, "1 step of 10 s missing before 60")],
            ignoreOrder: true);
        refused.Problems.Select(problem => problem.Position.Line).ShouldBeInOrder();
        Read(Text, new TraceOptions { Repair = TraceRepair.All }).Values.ShouldBe([1, 1, 1, 3, 3, 3, 6, 7, 8]);
        Read(Text, new TraceOptions { Repair = TraceRepair.All }).Repairs.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData(TraceRepair.All & ~TraceRepair.Gaps, 8)]
    [InlineData(TraceRepair.All & ~TraceRepair.OutOfOrder, 5)]
    [InlineData(TraceRepair.All & ~TraceRepair.Duplicates, 6)]
    public void What_may_be_repaired_is_no_problem_and_the_rest_is(TraceRepair repair, int line) =>
        Should.Throw<DecisionException>(() => Read("time,load\n0,1\n10,NaN\n30,3\n20,2\n20,-5\n40,x\n60,6\n70,7\n80,8\n", new TraceOptions { Repair = repair }))
            .Problems.Where(problem => problem.Severity == ProblemSeverity.Error).ShouldHaveSingleItem().Position.Line.ShouldBe(line);

    [Fact]
    public void Values_and_gaps_of_prometheus_are_told_beside_disorder()
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
    [InlineData("0,1\nsoon,2\n20,3\n30,4\n40,5\n", 3)]
    [InlineData("0,1\n10,2,3\n20,3\n30,4\n40,5\n", 3)]
    [InlineData("0,1\n10,\"2\n20,3\n30,4\n", 3)]
    [InlineData("0,1\n10,2\n1e300,2\n30,3\n40,4\n", 4)]
    public void A_row_that_cannot_be_read_leaves_no_gap(string rows, int line) =>
        Should.Throw<DecisionException>(() => Read("time,load\n" + rows)).Problems.ShouldHaveSingleItem().Position.Line.ShouldBe(line);

    [Fact]
    public void Another_unit_does_not_hide_what_else_is_wrong() =>
        Should.Throw<DecisionException>(() => Read("time_ms,load\n0,1\n10000,NaN\n30000,3\n20000,4\n")).Problems.Select(problem => problem.Position.Line).ShouldBe([1, 3, 5]);

    [Theory]
    [InlineData("0,1e999\n", "load: '1e999' is too large a number; use a number from 0 to 1e15, or set TraceOptions.Repair to TraceRepair.Values")]
    [InlineData("0,-1e999\n", "load: '-1e999' is too large a number; use a number from 0 to 1e15, or set TraceOptions.Repair to TraceRepair.Values")]
    [InlineData("10,1\n0,1\n", "time: 0 is after 10, but earlier; put the rows in order, or set TraceOptions.Repair to TraceRepair.OutOfOrder")]
    [InlineData("0,1\n0,1\n", "time: 0 is there twice; keep one row for each time, or set TraceOptions.Repair to TraceRepair.Duplicates")]
    public void A_number_is_told_as_it_is_written_and_what_repairs_it_by_its_name(string rows, string told) =>
        Should.Throw<DecisionException>(() => Read("time,load\n" + rows)).Problems.ShouldHaveSingleItem().ToString().ShouldEndWith(told);

    // A day in ticks of 100 ns.
    [Fact]
    public void A_step_of_a_tick_is_told_with_its_length() =>
        Should.Throw<DecisionException>(() => Read("time,load\n0,1\n86400,2\n", new TraceOptions { Step = TimeSpan.FromTicks(1) })).Problems.ShouldHaveSingleItem()
            .Message.ShouldBe("864000000001 steps of 1e-7 s");

    private static LoadTrace Read(string text, TraceOptions? options = null) => TraceReader.ParseCsv(Encoding.UTF8.GetBytes(text), options);
}
