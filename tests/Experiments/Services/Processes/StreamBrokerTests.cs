namespace Experiments.Services.Tests.Processes;

public sealed class StreamBrokerTests
{
    private static readonly Dictionary<string, byte[]> Nothing = [];

    [Fact]
    public async Task Uncommitted_records_are_delivered_again_after_a_reassignment_and_counted_once()
    {
        StreamBroker broker = Begin(Source());
        long first = broker.Assign(Instances(("source", 1)));
        broker.Add("words", 10);
        StreamRecord[] held = await FetchAsync(broker, new InstanceIdentity("source", 0, first), 4);

        long second = broker.Assign(Instances(("source", 2)));

        (await broker.CommitAsync(new InstanceIdentity("source", 0, first), new BatchResult(0, Nothing), default)).ShouldBeFalse();
        (await broker.FetchAsync(new InstanceIdentity("source", 0, first), 4, default)).IsCurrent.ShouldBeFalse();
        List<StreamRecord> again = [];
        foreach (int index in new[] { 0, 1 })
        {
            InstanceIdentity ticket = new("source", index, second);
            again.AddRange(await FetchAsync(broker, ticket, 100));
            (await broker.CommitAsync(ticket, new BatchResult(0, Nothing), default)).ShouldBeTrue();
            (await broker.CommitAsync(ticket, new BatchResult(0, Nothing), default)).ShouldBeFalse("what is done is done once");
        }

        held.Select(record => record.Number).ShouldBe([1, 2, 3, 4]);
        again.Select(record => record.Number).Order().ShouldBe(Enumerable.Range(1, 10).Select(number => (long)number));
        broker.Read().Operators[0].Done.ShouldBe(10);
        broker.Read().Operators[0].Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_commit_waits_until_the_downstream_buffer_has_capacity()
    {
        StreamBroker broker = Begin(Source(), Count(buffer: 2));
        long generation = broker.Assign(Instances(("source", 1), ("count", 1)));
        (InstanceIdentity source, InstanceIdentity count) = (new("source", 0, generation), new("count", 0, generation));
        broker.Add("words", 4);
        BatchResult Hand(StreamRecord[] records) => new(0, new Dictionary<string, byte[]> { ["count"] = StreamRecord.Pack(records) });
        (await broker.CommitAsync(source, Hand(await FetchAsync(broker, source, 2)), default)).ShouldBeTrue();

        Task<bool> waiting = broker.CommitAsync(source, Hand(await FetchAsync(broker, source, 2)), default);

        waiting.IsCompleted.ShouldBeFalse();
        (await FetchAsync(broker, count, 2)).Length.ShouldBe(2);
        (await broker.CommitAsync(count, new BatchResult(0, Nothing), default)).ShouldBeTrue();
        (await waiting).ShouldBeTrue();
        (await FetchAsync(broker, count, 5)).Select(record => record.Number).ShouldBe([3, 4]);
    }

    [Fact]
    public void Keys_are_distributed_to_instances_in_the_ratios_of_the_simulation()
    {
        const int Records = 100_000;
        JobOperator item = new("count")
        {
            Inputs = [new JobInput("source")],
            Partitioning = StreamPartitioning.Keyed,
            KeyCount = 200,
            Skew = 1,
        };
        KeyGroups groups = new(item.KeyCount, item.Skew, item.MaxParallelism);
        double[] found = new double[3];
        for (ulong number = 1; number <= Records; number++)
        {
            found[groups.GetGroup(new StreamRecord((long)number, Scramble(number), 0)) * found.Length / item.MaxParallelism] +=
                1.0 / Records;
        }

        double[] wanted = KeyShares.Compute(item, found.Length, null);
        foreach ((double share, double expected) in found.Zip(wanted))
        {
            // The tolerance is six standard deviations of a ratio of 100,000 draws.
            share.ShouldBe(expected, 0.01);
        }
    }

    [Fact]
    public async Task A_closed_broker_rejects_commits()
    {
        StreamBroker broker = Begin(Source());
        InstanceIdentity ticket = new("source", 0, broker.Assign(Instances(("source", 1))));
        broker.Add("words", 1);

        broker.Close();

        (await broker.CommitAsync(ticket, new BatchResult(0, Nothing), default)).ShouldBeFalse();
        broker.Read().Operators[0].Waiting.ShouldBe(1);
    }

    private static StreamBroker Begin(params InboxPlan[] plans) =>
        new(new BrokerPlan(7, plans, new Dictionary<string, string>(), ""), TimeProvider.System);

    private static InboxPlan Source() => new("source", "words", 4, StreamPartitioning.Even, 1, 0, 128, 1, IsLast: false);

    private static InboxPlan Count(int buffer) => new("count", "", 1, StreamPartitioning.Even, 1, 0, 128, buffer, IsLast: true);

    private static Dictionary<string, int> Instances(params (string Name, int Count)[] counts) =>
        counts.ToDictionary(entry => entry.Name, entry => entry.Count);

    private static async Task<StreamRecord[]> FetchAsync(StreamBroker broker, InstanceIdentity ticket, int most) =>
        StreamRecord.Unpack((await broker.FetchAsync(ticket, most, default)).Records);

    // Knuth's multiplicative hashing over all bits.
    private static ulong Scramble(ulong number) => number * 0x9E3779B97F4A7C15;
}
