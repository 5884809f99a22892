using System.Diagnostics;

namespace Tests.Shared;

/// <summary>A program that is started again and again and killed, each time one change later, until it comes to its end.</summary>
public sealed class KillSeries
{
    // 128 and the number of SIGKILL.
    private const int KilledCode = 137;

    private TaskCompletionSource<Process> _started = new();
    private int _left;

    /// <summary>What the program was killed at last.</summary>
    public string Last { get; private set; } = "";

    /// <summary>The place calls it for each change of the program, when that has had its effect and nobody has heard of it: here the program may be killed.</summary>
    /// <param name="change">What it did.</param>
    public async Task AtChangeAsync(string change)
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            Last = change;
            Process process = await _started.Task;
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Kills it at each change.</summary>
    /// <param name="killsMax">More changes than it makes.</param>
    /// <param name="start">Starts it.</param>
    /// <param name="check">Looks after each end that nothing is left; told what to say if there is.</param>
    /// <returns>How often it was killed.</returns>
    public async Task<int> RunAsync(int killsMax, Func<Process> start, Func<string, Task> check)
    {
        for (int kills = 0; kills <= killsMax; kills++)
        {
            (_started, Last) = (new TaskCompletionSource<Process>(), "");
            Volatile.Write(ref _left, kills + 1);
            using Process program = start();
            _started.SetResult(program);
            await program.WaitForExitAsync();
            Volatile.Write(ref _left, 0);
            if (program.ExitCode is not (0 or KilledCode))
            {
                throw new InvalidOperationException($"the program ended with {program.ExitCode}, when it was to be killed at change {kills + 1}");
            }

            await check($"killed at change {kills + 1}: {Last}");
            if (program.ExitCode == 0)
            {
                return kills;
            }
        }

        throw new InvalidOperationException($"the program makes more than {killsMax} changes");
    }
}
