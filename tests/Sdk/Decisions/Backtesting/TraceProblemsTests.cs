using System.Text;
using Scalewright;
using Scalewright.Decisions;
using Scalewright.Decisions.Backtesting;

namespace Sdk.Tests.Decisions.Backtesting;

/// <summary>All that is wrong with a recording is told at once, each with its line, and nothing that only follows from something else.</summary>
public class TraceProblemsTests
{
    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_its_line()
    {
        const string Text = "time,load\n0,1\n10,NaN\n30,3\n20,2\n20,-5\n40,x\n60,6\n70,7\n80,8\n";

        DecisionException refused = Should.Throw<DecisionException>(() => Read(Text));

        refused.Problems.Select(problem => (problem.Spot.Line, problem.Found)).ShouldBe(
            [(3, "NaN is no load"), (6, "-5 is no load"), (7, "'x' is no number"), (5, "20 stands behind 30"), (6, "20 is there twice"), (8, "1 step of 10 s missing before 60")],
            ignoreOrder: true);
        refused.Problems.Select(problem => problem.Spot.Line).ShouldBeInOrder();
        Read(Text, new TraceOptions { Repair = TraceRepair.All }).Values.ShouldBe([1, 1, 1, 3, 3, 3, 6, 7, 8]);
        Read(Text, new TraceOptions { Repair = TraceRepair.All }).Repairs.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData(TraceRepair.All & ~TraceRepair.Gaps, 8)]
    [InlineData(TraceRepair.All & ~TraceRepair.Disorder, 5)]
    [InlineData(TraceRepair.All & ~TraceRepair.Duplicates, 6)]
    public void What_may_be_repaired_is_no_problem_and_the_rest_is(TraceRepair repair, int line) =>
        Should.Throw<DecisionException>(() => Read("time,load\n0,1\n10,NaN\n30,3\n20,2\n20,-5\n40,x\n60,6\n70,7\n80,8\n", new TraceOptions { Repair = repair }))
            .Problems.Where(problem => problem.Severity == ProblemSeverity.Error).ShouldHaveSingleItem().Spot.Line.ShouldBe(line);

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

        DecisionException refused = Should.Throw<DecisionException>(() => TraceReader.ReadPrometheus(Encoding.UTF8.GetBytes(Text)));

        refused.Problems.Select(problem => problem.Spot.Line).ShouldBe([3, 4, 5, 6, 7, 8]);
    }

    [Theory]
    [InlineData("0,1\nsoon,2\n20,3\n30,4\n40,5\n", 3)]
    [InlineData("0,1\n10,2,3\n20,3\n30,4\n40,5\n", 3)]
    [InlineData("0,1\n10,\"2\n20,3\n30,4\n", 3)]
    [InlineData("0,1\n10,2\n1e300,2\n30,3\n40,4\n", 4)]
    public void A_row_that_cannot_be_read_leaves_no_gap(string rows, int line) =>
        Should.Throw<DecisionException>(() => Read("time,load\n" + rows)).Problems.ShouldHaveSingleItem().Spot.Line.ShouldBe(line);

    [Fact]
    public void Another_unit_does_not_hide_what_else_is_wrong() =>
        Should.Throw<DecisionException>(() => Read("time_ms,load\n0,1\n10000,NaN\n30000,3\n20000,4\n")).Problems.Select(problem => problem.Spot.Line).ShouldBe([1, 3, 5]);

    private static LoadTrace Read(string text, TraceOptions? options = null) => TraceReader.ReadCsv(Encoding.UTF8.GetBytes(text), options);
}
