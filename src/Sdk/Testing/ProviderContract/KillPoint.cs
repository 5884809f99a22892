namespace ProviderContracts;

/// <summary>Change of the backend at which a program is killed. Its provider calls the backend only through this
/// object.</summary>
public sealed class KillPoint
{
    private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _remainingChanges;

    /// <param name="change">Number of the change, from 1.</param>
    internal KillPoint(int change) => _remainingChanges = change;

    /// <summary>Completes when the program is killed.</summary>
    internal Task Killed => _killed.Task;

    /// <summary>Calls the backend. The change at which the program is killed takes effect, but the call never returns.
    /// Later calls have no effect and never return.</summary>
    /// <typeparam name="T">Type of the response.</typeparam>
    /// <param name="isChange">True if the call changes the backend.</param>
    /// <param name="call">The call.</param>
    public async Task<T> CallAsync<T>(bool isChange, Func<Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        await WaitIfKilledAsync();
        T response = await call();
        if (isChange && Interlocked.Decrement(ref _remainingChanges) == 0)
        {
            _killed.SetResult();
        }

        await WaitIfKilledAsync();
        return response;
    }

    private Task WaitIfKilledAsync() => Killed.IsCompleted ? new TaskCompletionSource().Task : Task.CompletedTask;
}
