using System.Runtime.InteropServices;
using Scalewright.Journals;

namespace Scalewright.Clusters;

/// <summary>Lets a program end in order when it is told to, as by Ctrl+C.</summary>
public static class ProgramSignals
{
    private const int InterruptExitCode = 130;
    private const int TerminateExitCode = 143;

    /// <summary>
    /// Runs a program. SIGINT or SIGTERM asks it to end: what is under way comes to its end and is recorded. A second signal ends the
    /// process at once; a program that does not end within the grace is left where it is. Either way its state can be read.
    /// </summary>
    /// <param name="program">The program; told to end by its token.</param>
    /// <param name="grace">How long it may take to end; null: 10 seconds.</param>
    /// <param name="clock">Time for the grace; null: the system's.</param>
    /// <param name="ignoresLaterSignals">Whether signals after the first change nothing, for a program that undoes something which must not be cut short. Default false.</param>
    /// <returns>The exit code: 0, or 130 after SIGINT and 143 after SIGTERM.</returns>
    public static async Task<int> RunAsync(
        Func<CancellationToken, Task> program, TimeSpan? grace = null, TimeProvider? clock = null, bool ignoresLaterSignals = false)
    {
        ArgumentNullException.ThrowIfNull(program);
        TaskCompletionSource<int> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenSource end = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Hear(context, told, InterruptExitCode, ignoresLaterSignals));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Hear(context, told, TerminateExitCode, ignoresLaterSignals));
        Task running = program(end.Token);
        if (await Task.WhenAny(running, told.Task) == running && !told.Task.IsCompleted)
        {
            await running;
            return 0;
        }

        await Task.WhenAny(EndAsync(running, end), Task.Delay(grace ?? TimeSpan.FromSeconds(10), clock ?? TimeProvider.System));
        if (running.IsFaulted)
        {
            await running;
        }

        return await told.Task;
    }

    private static void Hear(PosixSignalContext context, TaskCompletionSource<int> told, int exitCode, bool ignoresLaterSignals)
    {
        context.Cancel = true;
        if (told.TrySetResult(exitCode) || ignoresLaterSignals)
        {
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            LinuxCalls.Exit(exitCode);
        }

        context.Cancel = false;
    }

    private static async Task EndAsync(Task running, CancellationTokenSource end)
    {
        await end.CancelAsync();
        await Task.WhenAny(running);
    }
}
