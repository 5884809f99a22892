namespace Tests.Shared;

/// <summary>A program that is started again and again and killed, each time one change later, until it comes to its end.</summary>
public sealed class KillSeries
{
    // 128 and the number of SIGKILL.
    private const int KilledCode = 137;

    private TaskCompletionSource<Process> _started = new();
    private int _changes;
    private int _kill;

    /// <summary>What the program was killed at last.</summary>
    public string Last { get; private set; } = "";

    /// <summary>The place calls it for each change of the program, when that has had its effect and nobody has heard of it: here the program may be killed.</summary>
    /// <param name="change">What it did.</param>
    public async Task AtChangeAsync(string change)
    {
        if (Interlocked.Increment(ref _changes) == Volatile.Read(ref _kill))
        {
            Last = change;
            Process process = await _started.Task;
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>
    /// Kills it at its first, its middle and its last change; at each change in a <see cref="Campaign"/>.
    /// </summary>
    /// <param name="killsMax">More changes than it makes.</param>
    /// <param name="check">Looks after each end that nothing is left; told what to say if there is.</param>
    /// <returns>How many changes it makes.</returns>
    public async Task<int> RunAsync(int killsMax, Func<Process> start, Func<string, Task> check)
    {
        int changes = await RunOnceAsync(0, start, check);
        if (changes > killsMax)
        {
            throw new InvalidOperationException($"the program makes {changes} changes, more than {killsMax}");
        }

        IEnumerable<int> kills = Campaign.IsFull ? Enumerable.Range(1, changes) : [1, (changes + 1) / 2, changes];
        foreach (int kill in kills.Distinct())
        {
            await RunOnceAsync(kill, start, check);
        }

        return changes;
    }

    private async Task<int> RunOnceAsync(int kill, Func<Process> start, Func<string, Task> check)
    {
        (_started, Last) = (new TaskCompletionSource<Process>(), "");
        Volatile.Write(ref _changes, 0);
        Volatile.Write(ref _kill, kill);
        using Process program = start();
        _started.SetResult(program);
        await program.WaitForExitAsync();
        Volatile.Write(ref _kill, 0);
        int changes = Volatile.Read(ref _changes);
        if (program.ExitCode != 0 && (program.ExitCode != KilledCode || changes < kill || kill == 0))
        {
            throw new InvalidOperationException($"the program ended with {program.ExitCode}, when it was to be killed at change {kill}");
        }

        await check($"killed at change {kill}: {Last}");
        return changes;
    }
}
