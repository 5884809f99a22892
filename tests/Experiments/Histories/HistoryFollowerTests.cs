namespace Experiments.Tests.Histories;

public class HistoryFollowerTests
{
    [Fact]
    public void Refreshing_after_each_added_byte_gives_the_same_run_as_reading_the_whole_file()
    {
        using TemporaryFolder folder = new();
        byte[] whole = Example();
        string file = folder.At("run-1.jsonl");
        HistoryFollower follower = new(file, 1);
        Same(follower.Refresh(), []);
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);
            Same(follower.Refresh(), whole.AsSpan(0, length));
        }

        follower.Refresh().Outcome.ShouldBe(RunOutcome.Completed);
    }

    [Fact]
    public void A_file_that_becomes_shorter_is_read_again_from_the_start()
    {
        using TemporaryFolder folder = new();
        byte[] whole = Example();
        string file = folder.At("run-1.jsonl");
        File.WriteAllBytes(file, whole);
        HistoryFollower follower = new(file, 1);
        follower.Refresh().Events.Count.ShouldBe(2);

        File.WriteAllBytes(file, whole[..(whole.Length / 2)]);

        Same(follower.Refresh(), whole.AsSpan(0, whole.Length / 2));
    }

    [Fact]
    public void An_invalid_line_is_reported_with_its_position()
    {
        using TemporaryFolder folder = new();
        folder.Write("run-1.jsonl", "{\"at\":0,\"mark\":\"load\",\"text\":\"\"}\nnonsense\n");

        Should
            .Throw<ExperimentException>(() => new HistoryFollower(folder.At("run-1.jsonl"), 1).Refresh())
            .Problems.ShouldHaveSingleItem()
            .Position.Line.ShouldBe(2);
    }

    private static void Same(RunHistory followed, ReadOnlySpan<byte> bytes)
    {
        RunHistory read = HistoryReader.Read(bytes, 1);
        followed.Outcome.ShouldBe(read.Outcome);
        followed.Events.ShouldBe(read.Events);
        followed.Series.Keys.ShouldBe(read.Series.Keys);
        foreach ((SeriesKey series, SeriesData data) in read.Series)
        {
            followed.Series[series].Times.ToArray().ShouldBe(data.Times.ToArray());
            followed.Series[series].Values.ToArray().ShouldBe(data.Values.ToArray());
        }
    }

    private static byte[] Example()
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        writer.RecordEvent(new HistoryEvent(TimeSpan.FromSeconds(-9), "deploy", "Zähler"));
        for (int second = 1; second <= 3; second++)
        {
            writer.RecordSample(
                TimeSpan.FromSeconds(second),
                [new SeriesKey("lag", ""), new SeriesKey("busy", "join", second)],
                [second * 7, double.NaN]
            );
        }

        writer.RecordEvent(new HistoryEvent(TimeSpan.FromSeconds(4), "node", "n-1 is lost") { Node = "n-1", IsNodeUp = false });
        writer.End(RunOutcome.Completed);
        return stream.ToArray();
    }
}
