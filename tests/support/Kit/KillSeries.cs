namespace Tests.Shared;

/// <summary>Kills a program at its changes, one change per run.</summary>
public sealed class KillSeries
{
    // 128 and the number of SIGKILL.
    private const int KilledCode = 137;

    private TaskCompletionSource<Process> _started = new();
    private int _changes;
    private int _kill;

    public string Last { get; private set; } = "";

    /// <summary>Called by the provider when a change has taken effect but was not reported yet.</summary>
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
    /// Kills the program at its first, its middle and its last change, or at each one in a <see cref="Campaign"/>.
    /// </summary>
    /// <param name="killsMax">An upper bound of the number of changes.</param>
    /// <param name="check">Runs after each exit, with a description of the kill for messages.</param>
    /// <returns>The number of changes.</returns>
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
