using Scalewright.Journals;
using TestPrograms;

namespace Sdk.Tests.Journals;

/// <summary>Real processes on a real disk, killed where it hurts. <c>SCALEWRIGHT_KILLS</c> raises the number of random kills.</summary>
public sealed class KillTests : IDisposable
{
    private const int KillsPerFolder = 20;
    private readonly string _root = Directory.CreateTempSubdirectory("journal-kill-").FullName;

    public static TheoryData<string> Moments => [.. KillPoint.OfFiles, "after a change is applied"];

    [Theory, MemberData(nameof(Moments))]
    public async Task F_PROC_01_killed_at_a_moment_of_its_files_it_opens_again_with_all_that_was_acknowledged(string moment)
    {
        string folder = Path.Join(_root, "state");
        HashSet<int> acknowledged = [];
        for (int pass = 1; pass <= 2; pass++)
        {
            using JournalHost host = JournalHost.Start(folder, changes: 200, killAt: $"{moment}:{pass}");
            int exit = await host.EndAsync();

            exit.ShouldBeOneOf(pass == 1 ? [137] : [137, 0], $"the moment {moment} was not passed");
            acknowledged.UnionWith(host.Acknowledged);
            await CheckAsync(folder, acknowledged);
        }
    }

    [Fact]
    public async Task F_PROC_02_killed_at_any_moment_nothing_is_unreadable_and_nothing_acknowledged_is_lost()
    {
        int kills = Campaign.Count("SCALEWRIGHT_KILLS", 10, 200);
        Random chance = new(20260703);
        HashSet<int> acknowledged = [];
        int acknowledgements = 0;
        int killsAtWork = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            string folder = Path.Join(_root, $"state-{kill / KillsPerFolder}");
            acknowledged = kill % KillsPerFolder == 0 ? [] : acknowledged;
            using JournalHost host = JournalHost.Start(folder);
            killsAtWork += await KillAtRandomAsync(host, chance) ? 1 : 0;
            acknowledged.UnionWith(host.Acknowledged);
            acknowledgements += host.Acknowledged.Count;
            await CheckAsync(folder, acknowledged);
        }

        // How much more work is done before a kill depends on the machine's load; that there was work to lose does not.
        acknowledgements.ShouldBeGreaterThanOrEqualTo(killsAtWork / 4);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_lock_keeps_a_second_process_out_and_falls_with_the_first_whether_the_framework_locks_files_or_not(bool locksFiles)
    {
        using JournalHost first = JournalHost.Start(_root, verb: "hold", locksFiles: locksFiles);
        await first.Opened;
        using JournalHost second = JournalHost.Start(_root, verb: "hold", locksFiles: locksFiles);
        int refused = await second.EndAsync();

        first.Kill();
        await first.EndAsync();
        using JournalHost third = JournalHost.Start(_root, verb: "hold", locksFiles: locksFiles);
        await third.Opened;
        third.CloseInput();
        int closed = await third.EndAsync();

        (refused, closed).ShouldBe((1, 0));
        second.Lines.ShouldBe(["refused SW3004 state-locked"]);
        third.Lines.ShouldBe(["open 0", "closed"]);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // Every fourth kill hits the opening; the others hit a process that is open, half of them one that has acknowledged a change.
    private static async Task<bool> KillAtRandomAsync(JournalHost host, Random chance)
    {
        long wait = chance.NextInt64(TimeSpan.TicksPerMillisecond * 60);
        bool isAtWork = chance.Next(4) > 0;
        if (isAtWork)
        {
            await (chance.Next(2) == 0 ? host.Working : host.Opened);
            wait /= 2;
        }

        await Task.Delay(TimeSpan.FromTicks(wait), TimeProvider.System);
        host.Kill();
        (await host.EndAsync()).ShouldBe(137);
        return isAtWork;
    }

    private static async Task CheckAsync(string folder, HashSet<int> acknowledged)
    {
        NumbersState state = new();
        DurableStoreOptions options = new() { Holder = LocalFileSystem.DescribeHolder("0.1.0", "check"), Chance = new Random(1), ReserveBytes = 128 * 1024 };
        await using DurableStore store = await DurableStore.OpenAsync(LocalFileSystem.Create(), folder, state, options);

        state.Numbers.ShouldBeUnique();
        acknowledged.Except(state.Numbers).ShouldBeEmpty();
        store.Opening.Mark.Sequence.ShouldBe(state.Numbers.Count);
    }
}
