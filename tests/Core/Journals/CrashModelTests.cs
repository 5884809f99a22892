namespace Sdk.Tests.Journals;

public class CrashModelTests
{
    private const int ModelRuns = 2000;

    [Fact]
    public void F_DISK_08_and_09_acknowledged_changes_survive_lost_and_reordered_writes_and_directory_updates()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte[]>(), (seed, steps) =>
            {
                TestLoop.Run(async () =>
                {
                    Model model = new(seed);
                    foreach (byte step in steps)
                    {
                        await model.StepAsync(step);
                    }

                    await model.CrashAsync();
                });
                return true;
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(ModelRuns).WithEndSize(80).WithQuietOnSuccess(true));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task F_DISK_08_a_crash_at_any_disk_call_leaves_the_old_or_the_new_state(bool reorders)
    {
        for (int calls = 1; ; calls++)
        {
            FaultyFileSystem disk = new();
            await using (TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { ReserveBytes = 64 }))
            {
                await store.AppendAsync(1, 10);
                await store.Store.WriteSnapshotAsync();
                await store.AppendAsync(11, 10);
                await store.Store.WriteSnapshotAsync();
                await store.AppendAsync(21, 5);
            }

            int left = calls;
            disk.Fault = (_, _) => left-- <= 0 ? FileSystemError.Failed : null;
            int acknowledged = await WorkAsync(disk);
            bool isDone = left > 0;
            disk.Fault = (_, _) => null;
            disk.Crash(reorders ? new Random(calls) : null);

            await using TestStore again = await TestStore.OpenAsync(disk);
            again.Lines.ShouldBe(TestStore.Numbers(again.Lines.Count));
            again.Lines.Count.ShouldBeInRange(acknowledged, 26);
            if (isDone)
            {
                break;
            }
        }
    }

    // Stops at the first failure and returns the number of acknowledged changes.
    private static async Task<int> WorkAsync(FaultyFileSystem disk)
    {
        int acknowledged = 25;
        try
        {
            await using TestStore store = await TestStore.OpenAsync(disk);
            await store.AppendAsync(26, 1);
            acknowledged = 26;
            await store.Store.WriteSnapshotAsync();
        }
        catch (StateException)
        {
            // The injected disk failure is expected.
        }

        return acknowledged;
    }

    private sealed class Model(int seed)
    {
        private readonly FaultyFileSystem _disk = new();
        private readonly Random _chance = new(seed);
        private List<string> _acknowledged = [];
        private List<string> _attempted = [];
        private TestStore? _store;
        private int _next = 1;

        public async Task StepAsync(byte step)
        {
            _store ??= await OpenAsync();
            switch (step % 16)
            {
                case < 6:
                    await AppendAsync(count: 1);
                    break;
                case < 9:
                    await AppendAsync(count: 1 + (step / 16));
                    break;
                case 9 or 10:
                    await TryAsync(() => _store.Store.WriteSnapshotAsync());
                    break;
                case 11:
                    await _store.DisposeAsync();
                    _store = null;
                    break;
                case 12:
                    await CrashAsync();
                    break;
                case 13:
                    FailOnce();
                    break;
                case 14:
                    _disk.TransferMax = 1 + step;
                    break;
                default:
                    _disk.Kill();
                    _store = null;
                    break;
            }
        }

        public async Task CrashAsync()
        {
            _disk.Crash(_chance.Next(3) == 0 ? null : _chance);
            _store = await OpenAsync();
        }

        // The store contains all acknowledged changes in order; any other change must have been attempted.
        private async Task<TestStore> OpenAsync()
        {
            _disk.Fault = (_, _) => null;
            TestStore store = await TestStore.OpenAsync(
                _disk,
                TestStore.Options with
                {
                    Random = _chance,
                    SnapshotAfterBytes = 700,
                    ReserveBytes = 100,
                }
            );
            store.Lines.ShouldBeUnique(StringComparer.Ordinal);
            _acknowledged.Except(store.Lines, StringComparer.Ordinal).ShouldBeEmpty();
            store.Lines.Except(_attempted, StringComparer.Ordinal).ShouldBeEmpty();
            store.Lines.ShouldBe(store.Lines.OrderBy(line => int.Parse(line.AsSpan(5, line.Length - 6))));
            _acknowledged = [.. store.Lines];
            _attempted = [.. store.Lines];
            return store;
        }

        private async Task AppendAsync(int count)
        {
            DurableStore store = _store!.Store;
            Task[] all = [.. Enumerable.Range(0, count).Select(_ => AppendOneAsync(store, _next++))];
            await Task.WhenAll(all);
        }

        private async Task AppendOneAsync(DurableStore store, int number)
        {
            string line = $"{{\"n\":{number}}}";
            _attempted.Add(line);
            await TryAsync(async () =>
            {
                await store.AppendAsync(TestStore.Change(number));
                _acknowledged.Add(line);
            });
        }

        private void FailOnce()
        {
            int left = _chance.Next(1, 12);
            FileSystemError error = _chance.Next(2) == 0 ? FileSystemError.Failed : FileSystemError.Full;
            _disk.Fault = (call, _) => call is not "lock" && --left == 0 ? (call == "append" ? error : FileSystemError.Failed) : null;
        }

        // Reopens a stopped store, as callers must.
        private async Task TryAsync(Func<Task> work)
        {
            try
            {
                await work();
            }
            catch (StateException exception) when (exception.Code == ProblemCode.DiskFull)
            {
                // The change was rejected; the store continues.
            }
            catch (ObjectDisposedException)
            {
                // A concurrent change found the stopped store first and disposed it.
            }
            catch (StateException)
            {
                _disk.Kill();
                TestStore? stopped = _store;
                _store = null;
                if (stopped is not null)
                {
                    await stopped.DisposeAsync();
                }
            }
        }
    }
}
