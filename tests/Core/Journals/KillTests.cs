using System.Collections.Concurrent;

namespace Sdk.Tests.Journals;

/// <summary>A store whose process is killed. <c>SCALEWRIGHT_KILL_COUNT</c> sets the number of random kills.</summary>
public sealed class KillTests : IDisposable
{
    private const int KillsPerFolder = 20;
    private readonly string _root = Directory.CreateTempSubdirectory("journal-kill-").FullName;

    public static TheoryData<string> Moments => [.. KillPoint.OfFiles, "after a change is applied"];

    [Theory, Trait(Category.Name, Category.Campaign), MemberData(nameof(Moments))]
    public async Task F_PROC_01_a_store_killed_at_any_kill_point_reopens_with_all_acknowledged_changes(string moment)
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
    public async Task F_PROC_02_a_store_killed_at_a_random_time_reopens_with_all_acknowledged_changes()
    {
        int kills = Campaign.Count("SCALEWRIGHT_KILL_COUNT", 10, 200);
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

        // The number of changes before a kill depends on the load of the machine, so only a minimum is required.
        acknowledgements.ShouldBeGreaterThanOrEqualTo(killsAtWork / 4);
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(true), InlineData(false)]
    public async Task The_lock_excludes_a_second_process_until_the_first_exits_with_or_without_runtime_file_locking(bool locksFiles)
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

    // A quarter of the kills hit a process that opens its state. Of the others, half hit an open process and half one
    // that has acknowledged a change.
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
        DurableStoreOptions options = new()
        {
            LockHolder = LocalFileSystem.CreateLockHolder("0.1.0", "check"),
            Random = new Random(1),
            ReserveBytes = 128 * 1024,
        };
        await using DurableStore store = await DurableStore.OpenAsync(LocalFileSystem.Create(), folder, state, options);

        state.Numbers.ShouldBeUnique();
        acknowledged.Except(state.Numbers).ShouldBeEmpty();
        store.OpenResult.Watermark.Sequence.ShouldBe(state.Numbers.Count);
    }
}

internal sealed class JournalHost : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _working = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private JournalHost(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
    }

    /// <summary>Completes when the process has opened its state or has exited.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Completes when the process has acknowledged a change or has exited.</summary>
    public Task Working => _working.Task;

    public IEnumerable<string> Lines => _lines;

    public HashSet<int> Acknowledged =>
        [
            .. _lines
                .Where(line => line.StartsWith("ack ", StringComparison.Ordinal))
                .Select(line => int.Parse(line[4..], CultureInfo.InvariantCulture)),
        ];

    public static JournalHost Start(
        string folder,
        string verb = "write",
        int changes = 100_000,
        int writers = 4,
        string? killAt = null,
        bool locksFiles = true
    )
    {
        ProcessStartInfo start = TestProgram.Describe(
            "journal",
            verb,
            folder,
            changes.ToString(CultureInfo.InvariantCulture),
            writers.ToString(CultureInfo.InvariantCulture)
        );
        start.RedirectStandardOutput = start.RedirectStandardInput = true;
        start.Environment["SCALEWRIGHT_KILL_AT"] = killAt;
        start.Environment["DOTNET_TieredCompilation"] = "1";
        if (!locksFiles)
        {
            // With this switch of the runtime, FileShare.None does not lock files.
            start.Environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1";
        }

        return new JournalHost(Process.Start(start)!);
    }

    public void Kill() => _process.Kill();

    /// <summary>Waits for the exit and the final output, and returns the exit code; 137 after a kill.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void CloseInput() => _process.StandardInput.Close();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _opened.TrySetResult();
            _working.TrySetResult();
            return;
        }

        _lines.Enqueue(line);
        if (line.StartsWith("open", StringComparison.Ordinal) || line.StartsWith("refused", StringComparison.Ordinal))
        {
            _opened.TrySetResult();
        }
        else if (line.StartsWith("ack ", StringComparison.Ordinal))
        {
            _working.TrySetResult();
        }
    }
}
