namespace Experiments.Tests.Histories;

public class HistoryTests
{
    [Theory]
    [InlineData("""{"at":1e300,"event":"load","text":"x"}""")]
    [InlineData("""{"at":1e999,"event":"load","text":"x"}""")]
    [InlineData("""{"at":-1e13,"event":"load","text":"x"}""")]
    [InlineData("""{"at":1,"event":null,"text":"x"}""")]
    [InlineData("""{"at":1,"values":[1]}""")]
    [InlineData("""{"series":[["lag","",-1]]} {"at":1,"values":[1]}""")]
    [InlineData("""{"series":[[null,"",-1]]}""")]
    [InlineData("""{"series":[["lag",null,-1]]}""")]
    [InlineData("""{"series":[["lag","",99999999999]]}""")]
    [InlineData("""{"series":[["lag","",-1,7]]}""")]
    [InlineData("""{"series":[["lag"]]}""")]
    [InlineData("""{"end":"perhaps","reason":""}""")]
    [InlineData("""{"at":"1","values":[]}""")]
    [InlineData("""{"at":1,"values":{}}""")]
    [InlineData("""{"at":1""")]
    [InlineData("""{}x""")]
    [InlineData("")]
    public void An_invalid_line_is_reported_with_its_position(string line)
    {
        Problem problem = Should
            .Throw<ExperimentException>(() =>
                HistoryReader.Read(Encoding.UTF8.GetBytes($"{{\"at\":0,\"event\":\"load\",\"text\":\"\"}}\n{line}\n"), 1, "run-1.jsonl")
            )
            .Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe(ProblemCode.StateCorrupt);
        problem.Position.ShouldBe(new TextPosition(2, 1));
    }

    [Fact]
    public void A_value_outside_the_range_of_double_is_rejected() =>
        Should.Throw<ExperimentException>(() =>
            HistoryReader.Read("{\"series\":[[\"lag\",\"\",-1]]}\n{\"at\":1,\"values\":[1e999]}\n"u8, 1)
        );

    [Fact]
    public void Former_keys_are_read_like_the_present_ones()
    {
        const string Lines = """
            {"at":6,"event":"node","node":"n-1","is_node_up":false,"text":"n-1 is lost"}
            {"end":"failed","reason":"no nodes"}
            """;
        RunHistory former = Read(
            Lines
                .Replace("event", "mark", StringComparison.Ordinal)
                .Replace("is_node_up", "works", StringComparison.Ordinal)
                .Replace("reason", "why", StringComparison.Ordinal)
        );
        former.Events.ShouldBe(Read(Lines).Events);
        (former.Outcome, former.Reason).ShouldBe((RunOutcome.Failed, "no nodes"));

        static RunHistory Read(string lines) => HistoryReader.Read(Encoding.UTF8.GetBytes(lines + "\n"), 1);
    }

    [Fact]
    public void A_written_history_reads_back_unchanged()
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        writer.RecordEvent(new HistoryEvent(TimeSpan.FromSeconds(-90), "deploy", "a"));
        writer.RecordSample(TimeSpan.FromSeconds(5), [new SeriesKey("lag", ""), new SeriesKey("busy", "join", 3)], [7, double.NaN]);
        writer.RecordEvent(new HistoryEvent(TimeSpan.FromSeconds(6), "node", "n-1 is lost") { Node = "n-1", IsNodeUp = false });
        writer.End(RunOutcome.Completed);

        RunHistory history = HistoryReader.Read(stream.ToArray(), 4);

        history.Number.ShouldBe(4);
        history.Outcome.ShouldBe(RunOutcome.Completed);
        history.Events.ShouldBe([
            new HistoryEvent(TimeSpan.FromSeconds(-90), "deploy", "a"),
            new HistoryEvent(TimeSpan.FromSeconds(6), "node", "n-1 is lost") { Node = "n-1", IsNodeUp = false },
        ]);
        history.Find("lag").Values.ToArray().ShouldBe([7]);
        history.Series[new SeriesKey("busy", "join", 3)].Values.ToArray().ShouldBe([double.NaN]);
    }
}
