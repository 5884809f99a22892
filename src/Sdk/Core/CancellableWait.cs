namespace Scalewright;

/// <summary>Waits for a task or a cancellation without leaving the caller's context.</summary>
/// <remarks>
/// <c>Task.WaitAsync</c> and <c>Task.WhenAny</c> resume on the thread pool if the task runs its continuations there.
/// </remarks>
public static class CancellableWait
{
    /// <summary>Waits for a task or a cancellation. After a cancellation the task continues.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public static Task<T> OrCancelled<T>(this Task<T> task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.IsCompleted || !cancellationToken.CanBeCanceled ? task : new CancellableTask<T>(task, cancellationToken).Task;
    }

    /// <summary>Waits for a task or a cancellation. After a cancellation the task continues.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public static Task OrCancelled(this Task task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.IsCompleted || !cancellationToken.CanBeCanceled ? task : EndAsync(task).OrCancelled(cancellationToken);
    }

    private static async Task<bool> EndAsync(Task task)
    {
        await task;
        return true;
    }

    /// <summary>Completes with a task or a cancellation, whichever is first. One object, because every provider call waits so.</summary>
    private sealed class CancellableTask<T> : TaskCompletionSource<T>
    {
        private readonly Task<T> _task;
        private readonly CancellationTokenRegistration _registration;

        public CancellableTask(Task<T> task, CancellationToken cancellationToken)
        {
            _task = task;
            _registration = cancellationToken.UnsafeRegister(
                static (wait, token) => ((CancellableTask<T>)wait!).TrySetCanceled(token),
                this
            );
            task.GetAwaiter().UnsafeOnCompleted(Complete);
        }

        private void Complete()
        {
            _registration.Unregister();
            TrySetFromTask(_task);

            // Marks a failure as observed if the caller no longer waits.
            _ = _task.Exception;
        }
    }
}
