namespace Sdk.Tests.Decisions.Backtesting;

public class HostileTraceTests
{
    private static readonly TraceOptions Repairing = new() { Repair = TraceRepair.All };

    [Theory]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"-Infinity\"")]
    [InlineData("1e400")]
    [InlineData("1e300")]
    [InlineData("-1e300")]
    [InlineData("-99999999999")]
    public void An_invalid_Prometheus_timestamp_is_rejected_alone_and_among_valid_ones(string time)
    {
        foreach (
            string values in new[]
            {
                $"[{time},\"1\"]",
                $"[10,\"1\"],[{time},\"1\"],[20,\"1\"]",
                $"[{time},\"1\"],[10,\"1\"],[20,\"1\"]",
                $"[10,\"1\"],[20,\"1\"],[{time},\"1\"]",
            }
        )
        {
            byte[] bytes = Encoding.UTF8.GetBytes($"{{\"status\":\"success\",\"data\":{{\"result\":[{{\"values\":[{values}]}}]}}}}");
            foreach (TraceOptions options in new[] { Repairing, new TraceOptions() })
            {
                Refused(() => TraceReader.ParsePrometheus(bytes, options, "range.json"), "range.json").Position.Line.ShouldBe(1);
            }
        }
    }

    [Theory]
    [InlineData("0,1\n1e300,2\n", 3)]
    [InlineData("0,1\n1e12,2\n2e12,3\n", 3)]
    [InlineData("0,1\nNaN,2\n20,3\n", 3)]
    [InlineData("0,1\nInfinity,2\n20,3\n", 3)]
    [InlineData("0,1\n-1e400,2\n20,3\n", 3)]
    [InlineData("-99999999999,1\n", 2)]
    [InlineData("9999-12-31T23:59:59Z,1\n", 2)]
    [InlineData("9999-12-31T23:59:59.9999999Z,1\n", 2)]
    [InlineData("0001-01-01T00:00:00Z,1\n9999-12-31T00:00:00Z,1\n", 3)]
    public void A_CSV_timestamp_out_of_range_is_rejected_with_its_line(string rows, int line) =>
        Refused(() => TraceReader.ParseCsv(Encoding.UTF8.GetBytes("time,value\n" + rows), Repairing, "load.csv"), "load.csv")
            .Position.Line.ShouldBe(line);

    [Fact]
    public void Every_trace_reader_rejects_all_invalid_options_together()
    {
        byte[] activities = """{"Activities":[{"StartTime":"2026-01-01T00:00:00Z","Cause":"from 1 to 2"}]}"""u8.ToArray();
        foreach ((double seconds, int steps) in new[] { (0.0, 0), (-1, -5), (-1, int.MaxValue), (0, TraceOptions.MaxStepsLimit + 1) })
        {
            TraceOptions options = Repairing with { Step = TimeSpan.FromSeconds(seconds), MaxSteps = steps };
            foreach (
                Action read in new Action[]
                {
                    () => TraceReader.ParseCsv("t,v\n0,1\n"u8, options),
                    () => TraceReader.ParsePrometheus("{}"u8.ToArray(), options),
                    () => TraceReader.ParseActivities(activities, options),
                }
            )
            {
                Should.Throw<DecisionException>(read).Problems.Select(problem => problem.Field).ShouldBe(["Step", "MaxSteps"]);
            }
        }
    }

    [Fact]
    public void A_step_of_any_length_is_accepted_or_rejected_with_problems()
    {
        byte[] activities =
            """{"Activities":[{"StartTime":"0001-01-01T00:00:30Z","Cause":"from 1 to 2"},{"StartTime":"0001-01-01T00:05:30Z","Cause":"from 2 to 1"}]}"""u8.ToArray();
        Prop.ForAll(Gen.Choose(0, 62).Zip(Gen.Choose(0, 1)).ToArbitrary(), drawn =>
            {
                TraceOptions options = Repairing with
                {
                    Step = TimeSpan.FromTicks((1L << drawn.Item1) + (drawn.Item1 == 62 ? (1L << 62) - 1 : 0)),
                    MaxSteps = 10_000,
                };
                try
                {
                    LoadTrace trace =
                        drawn.Item2 == 0
                            ? TraceReader.ParseActivities(activities, options)
                            : TraceReader.ParseCsv("t,v\n-5,1\n0,1\n9e10,2\n"u8, options);
                    trace.Check().ShouldBeEmpty();
                }
                catch (DecisionException refused)
                {
                    refused.Problems.ShouldNotBeEmpty();
                }
            })
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Problems_and_repairs_beyond_the_limit_are_counted()
    {
        string rows = string.Concat(Enumerable.Range(1, 250).Select(index => $"{index},-1\n"));
        byte[] bytes = Encoding.UTF8.GetBytes("t,v\n0,1\n" + rows);

        Should.Throw<DecisionException>(() => TraceReader.ParseCsv(bytes)).Problems[^1].Message.ShouldStartWith("150 more problems");
        TraceReader.ParseCsv(bytes, Repairing).Repairs[^1].Message.ShouldStartWith("150 more problems");
    }

    private static Problem Refused(Action read, string source)
    {
        DecisionException refused = Should.Throw<DecisionException>(read);
        refused.Problems.ShouldAllBe(problem => problem.Source == source && problem.Position.Line > 0 && problem.Advice.Length > 0);
        return refused.Problems.First(problem => problem.Severity == ProblemSeverity.Error);
    }
}
