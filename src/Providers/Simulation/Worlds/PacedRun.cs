using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Thread of a world, on which programs of other threads run concurrently.</summary>
internal sealed class PacedRun(SimulationKernel kernel, SimulationPace pace, ILogger logger)
{
    private readonly ExternalCallQueue _calls = new(pace == SimulationPace.RealTime);
    private readonly Lock _gate = new();
    private readonly HashSet<TaskCompletionSource> _waiting = [];
    private bool _isStarted;
    private Exception? _failure;

    public async Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = new();
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(ended);
        if (!_calls.Post(() => StartProgram(program, ended, ending.Token)))
        {
            Settle(ended, () => ended.TrySetException(_failure ?? new ObjectDisposedException(nameof(SimulationProvider))));
        }

        await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            _ => _calls.Post(() => Cancel(ending)),
            null
        );
        await ended.Task;
    }

    /// <summary>Ends the thread and drops running programs.</summary>
    public void End()
    {
        _calls.Close();
        FailAll(new ObjectDisposedException(nameof(SimulationProvider)));
    }

    private void Start(TaskCompletionSource ended)
    {
        lock (_gate)
        {
            _waiting.Add(ended);
            if (_isStarted)
            {
                return;
            }

            _isStarted = true;
        }

        new Thread(Serve) { IsBackground = true, Name = "simulation" }.Start();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the thread is reported to all who wait for it.")]
    private void Serve()
    {
        try
        {
            kernel.Serve(_calls);
            SimulationLog.RunEnded(logger, kernel.Elapsed, kernel.Steps);
        }
        catch (Exception exception)
        {
            _failure = exception;
            _calls.Close();
            FailAll(exception);
        }
    }

    private void StartProgram(Func<CancellationToken, Task> program, TaskCompletionSource ended, CancellationToken cancellationToken)
    {
        _calls.Start();
        _ = kernel.Start(() => FollowAsync(program, ended, cancellationToken));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the program is reported to its caller.")]
    private async Task FollowAsync(Func<CancellationToken, Task> program, TaskCompletionSource ended, CancellationToken cancellationToken)
    {
        try
        {
            await program(cancellationToken);
            Settle(ended, () => ended.TrySetResult());
        }
        catch (OperationCanceledException exception)
        {
            Settle(ended, () => ended.TrySetCanceled(exception.CancellationToken));
        }
        catch (Exception exception)
        {
            Settle(ended, () => ended.TrySetException(exception));
        }
        finally
        {
            _calls.End();
        }
    }

    private void Settle(TaskCompletionSource ended, Action settle)
    {
        lock (_gate)
        {
            _waiting.Remove(ended);
        }

        settle();
    }

    private void FailAll(Exception failure)
    {
        TaskCompletionSource[] waiting;
        lock (_gate)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (TaskCompletionSource ended in waiting)
        {
            ended.TrySetException(failure);
        }
    }

    private static void Cancel(CancellationTokenSource ending)
    {
        try
        {
            ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The program has ended in the meantime.
        }
    }
}
