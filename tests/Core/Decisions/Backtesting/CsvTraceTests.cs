namespace Sdk.Tests.Decisions.Backtesting;

/// <summary>Cells follow RFC 4180. Other formats are reported by name.</summary>
public class CsvTraceTests
{
    private static readonly TraceOptions Repairing = new() { Repair = TraceRepair.All };

    [Fact]
    public void Quoted_CSV_cells_may_contain_commas_quotes_and_line_breaks()
    {
        const string Text =
            "\"time\",\"says \"\"hello\"\", twice\",load\r\n\"0\",\"a, \"\"b\"\"\",1\r\n10,\"two\r\nlines\", \"2\" \r\n\r\n# no \"row\r\n20,x,3";

        LoadTrace trace = Read(Text, new TraceOptions { Column = "load" });

        trace.Values.ShouldBe([1, 2, 3]);
        Should
            .Throw<DecisionException>(() => Read(Text + "\r\nx,x,4", new TraceOptions { Column = "load" }))
            .Problems[0]
            .Position.Line.ShouldBe(8);
        Should.Throw<DecisionException>(() => Read(Text, new TraceOptions { Column = "says \"hello\", twice" })).Problems.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("time,load\n0,\"1,234\"\n10,1\n", 2, "'1,234' is not a number")]
    [InlineData("time,load\n0,abc\n10,1\n", 2, "'abc' is not a number")]
    [InlineData("time,load\n0,\n10,1\n", 2, "the cell is empty")]
    [InlineData("time,load\n0\n10,1\n", 2, "there is no cell for it")]
    [InlineData("time,load\n0,NaN\n10,1\n", 2, "NaN is not a load")]
    [InlineData("time,load\n0,-3\n10,1\n", 2, "-3 is not a load")]
    [InlineData("time,load\n0,2e15\n10,1\n", 2, "2e15 is above 1e15")]
    [InlineData("time_ms,load\n0,1\n", 1, "times are in ms, not in seconds")]
    [InlineData("time,load\n1767225600000,1\n", 2, "times are in ms, not in seconds")]
    [InlineData("time,load\n1767225600000000,1\n", 2, "times are in us, not in seconds")]
    public void An_invalid_cell_is_reported_with_its_line_and_can_be_repaired(string text, int line, string found)
    {
        Problem problem = Should.Throw<DecisionException>(() => Read(text)).Problems.ShouldHaveSingleItem();

        problem.Position.Line.ShouldBe(line);
        problem.Message.ShouldBe(found);
        Read(text, Repairing).Repairs.ShouldHaveSingleItem().Message.ShouldBe(found);
    }

    // Columns of the text start at 1, as in editors.
    [Theory]
    [InlineData("time,a,cpu\n0,5,1\n10,5,abc\n", "3:6 cpu: 'abc' is not a number")]
    [InlineData("time,a,cpu\n0,5,1\n10, 5 ,  \"x\"\n", "3:11 cpu: 'x' is not a number")]
    [InlineData("time,a,cpu\n0,5,1\n10,5\n", "3:4 cpu: there is no cell for it")]
    [InlineData("time,a,cpu\n0,5,1\n10,\"two\nlines\",abc\n", "4:8 cpu: 'abc' is not a number")]
    [InlineData("time,a,cpu\n0,5,1\nx,5,1\n", "3:1 time: 'x' is not a time")]
    [InlineData("time,a,cpu\n10,5,1\n 0,5,1\n20,5,1\n", "3:2 time: 0 is earlier than 10 in the row before")]
    [InlineData("time,a,cpu\n0,5,1\n10,5,1,7\n", "3:8: has 4 cells, the heading has 3")]
    public void A_problem_is_reported_with_the_position_and_column_name_of_its_cell(string text, string found) =>
        Should
            .Throw<DecisionException>(() => Read(text, new TraceOptions { Column = "cpu" }))
            .Problems[0]
            .ToString()
            .ShouldStartWith(found);

    [Theory]
    [InlineData("time,load\n10:00,1\n", 2, "'10:00' is not a time")]
    [InlineData("time,load\n01/02/2026,1\n", 2, "'01/02/2026' is not a time")]
    [InlineData("time,load\n,1\n", 2, "the cell is empty")]
    [InlineData("time,load\n0,1\n2026-01-01,2\n", 3, "'2026-01-01' is a date, the times before are numbers")]
    [InlineData("time,load\n2026-01-01,2\n60,1\n", 3, "'60' is a number, the times before are dates")]
    [InlineData("time,load\n0,1\0\n", 2, "has a character \\0")]
    [InlineData("time;load\n0;1\n", 1, "cells are separated by ';'")]
    [InlineData("time\tload\n0\t1\n", 1, "cells are separated by tabs")]
    [InlineData("time,load\n0,1,5\n", 2, "has 3 cells, the heading has 2")]
    [InlineData("time,load\n0,\"1\"5\n", 2, "'5' follows a closing quote")]
    [InlineData("time,load\n0,\"1\n10,2\n", 2, "a quote is opened and never closed")]
    public void A_malformed_row_is_rejected_even_when_all_repairs_are_enabled(string text, int line, string found)
    {
        Problem problem = Should.Throw<DecisionException>(() => Read(text, Repairing)).Problems.ShouldHaveSingleItem();

        problem.Position.Line.ShouldBe(line);
        problem.Message.ShouldBe(found);
    }

    // 1767225600 is 2026-01-01T00:00:00Z, by date -u -d @1767225600.
    [Theory]
    [InlineData("1767225600000", "1767225610000")]
    [InlineData("1767225600000000", "1767225610000000")]
    public void Unix_times_in_milliseconds_or_microseconds_are_converted_when_repairs_are_enabled(string first, string second)
    {
        LoadTrace trace = Read($"time,load\n{first},1\n{second},2\n", Repairing);

        trace.Step.ShouldBe(TimeSpan.FromSeconds(10));
        trace.Start.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Any_correctly_quoted_header_cell_selects_its_column()
    {
        Prop.ForAll(
                ArbMap
                    .Default.ArbFor<NonNull<string>>()
                    .Filter(name =>
                        !name.Get.Contains('\0', StringComparison.Ordinal)
                        && name.Get.Length > 0
                        && name.Get == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name.Get))
                    ),
                name =>
                {
                    string quoted = $"\"{name.Get.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
                    Read($"time,other,{quoted}\n0,1,2\n", new TraceOptions { Column = name.Get })
                        .Values.ShouldBe([name.Get == "other" ? 1 : 2]);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static LoadTrace Read(string text, TraceOptions? options = null) => TraceReader.ParseCsv(Encoding.UTF8.GetBytes(text), options);
}
