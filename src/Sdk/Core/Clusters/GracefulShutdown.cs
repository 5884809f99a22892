using System.Runtime.InteropServices;
using Scalewright.Journals;

namespace Scalewright.Clusters;

/// <summary>Graceful shutdown of a program on SIGINT and SIGTERM.</summary>
public static class GracefulShutdown
{
    private const int InterruptExitCode = 130;
    private const int TerminateExitCode = 143;

    /// <summary>
    /// Runs a program with graceful shutdown on SIGINT and SIGTERM: steps in progress complete and are recorded. A
    /// second signal exits the process immediately. A program that exceeds the grace period is abandoned. The state
    /// stays readable in all cases.
    /// </summary>
    /// <param name="program">The program; its token is canceled to stop it.</param>
    /// <param name="shutdownTimeout">Grace period of the shutdown; null: 10 seconds.</param>
    /// <param name="clock">Time source of the grace period; null: the system clock.</param>
    /// <param name="ignoreFurtherSignals">True to ignore signals after the first, for a program whose cleanup must not
    /// be interrupted. Default false.</param>
    /// <returns>The exit code: 0, or 130 after SIGINT and 143 after SIGTERM.</returns>
    public static async Task<int> RunAsync(
        Func<CancellationToken, Task> program,
        TimeSpan? shutdownTimeout = null,
        TimeProvider? clock = null,
        bool ignoreFurtherSignals = false
    )
    {
        ArgumentNullException.ThrowIfNull(program);
        TaskCompletionSource<int> signaled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenSource end = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
            OnSignal(context, signaled, InterruptExitCode, ignoreFurtherSignals)
        );
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
            OnSignal(context, signaled, TerminateExitCode, ignoreFurtherSignals)
        );
        Task running = program(end.Token);
        if (await Task.WhenAny(running, signaled.Task) == running && !signaled.Task.IsCompleted)
        {
            await running;
            return 0;
        }

        await Task.WhenAny(EndAsync(running, end), Task.Delay(shutdownTimeout ?? TimeSpan.FromSeconds(10), clock ?? TimeProvider.System));
        if (running.IsFaulted)
        {
            await running;
        }

        return await signaled.Task;
    }

    private static void OnSignal(
        PosixSignalContext context,
        TaskCompletionSource<int> exitRequested,
        int exitCode,
        bool ignoresLaterSignals
    )
    {
        context.Cancel = true;
        if (exitRequested.TrySetResult(exitCode) || ignoresLaterSignals)
        {
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            LinuxInterop.Exit(exitCode);
        }

        context.Cancel = false;
    }

    private static async Task EndAsync(Task running, CancellationTokenSource end)
    {
        await end.CancelAsync();
        await Task.WhenAny(running);
    }
}
