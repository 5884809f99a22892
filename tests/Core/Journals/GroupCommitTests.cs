namespace Sdk.Tests.Journals;

public class GroupCommitTests
{
    [Fact]
    public void Sixteen_concurrent_writers_share_one_flush_per_batch()
    {
        FaultyFileSystem disk = new();
        int flushes = 0;
        int threads = TestLoop.Run(async () =>
        {
            await using TestStore store = await TestStore.OpenAsync(disk);
            disk.FlushGate = async () => await Task.Yield();
            int before = disk.FlushCount;

            await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => store.AppendAsync(1 + (writer * 20), 20)));

            flushes = disk.FlushCount - before;
            disk.FlushGate = null;
            store.Lines.Count.ShouldBe(320);
        });

        // One flush for the first change, which is written alone, and one for each batch of sixteen changes.
        flushes.ShouldBeLessThanOrEqualTo(22);
        threads.ShouldBe(1);
    }

    [Fact]
    public void The_same_seed_writes_the_same_bytes()
    {
        byte[] first = Write();

        Write().ShouldBe(first);

        static byte[] Write()
        {
            FaultyFileSystem disk = new();
            TestLoop.Run(async () =>
            {
                await using TestStore store = await TestStore.OpenAsync(
                    disk,
                    TestStore.Options with
                    {
                        Random = new Random(7),
                        Clock = new TestClock(),
                        SnapshotAfterBytes = 3000,
                    }
                );
                disk.FlushGate = async () => await Task.Yield();
                await Task.WhenAll(Enumerable.Range(0, 5).Select(writer => store.AppendAsync(1 + (writer * 30), 30)));
            });
            return [.. disk.List(TestStore.Folder).SelectMany(name => disk.ReadAll($"{TestStore.Folder}/{name}"))];
        }
    }

    [Fact]
    public async Task All_changes_are_applied_when_pending_bytes_are_limited()
    {
        FaultyFileSystem disk = new();
        await using TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { MaxPendingBytes = 200 });
        TaskCompletionSource gate = new();
        disk.FlushGate = () => gate.Task;

        Task all = Task.WhenAll(Enumerable.Range(1, 50).Select(number => store.AppendAsync(number, 1)));
        gate.SetResult();
        await all;

        store.Lines.Order(StringComparer.Ordinal).ShouldBe(TestStore.Numbers(50).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_exception_of_the_state_stops_the_store_and_reaches_the_caller()
    {
        FaultyFileSystem disk = new();
        TestStore store = await TestStore.OpenAsync(disk);
        store.State.OnApply = () => throw new InvalidOperationException("no such node");

        StateException thrown = await Should.ThrowAsync<StateException>(() => store.AppendAsync(1, 1));
        await store.DisposeAsync();

        thrown.InnerException!.Message.ShouldBe("no such node");
        await Should.ThrowAsync<ObjectDisposedException>(() => store.AppendAsync(2, 1));
    }
}
