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
        return task.IsCompleted || !cancellationToken.CanBeCanceled ? task : FirstAsync(task, cancellationToken);
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

    private static async Task<T> FirstAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        TaskCompletionSource<T> first = new();
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (source, token) => ((TaskCompletionSource<T>)source!).TrySetCanceled(token),
            first
        );
        _ = PassAsync(task, first);
        return await first.Task;
    }

    private static async Task<bool> EndAsync(Task task)
    {
        await task;
        return true;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every failure goes to the one who waits.")]
    private static async Task PassAsync<T>(Task<T> task, TaskCompletionSource<T> first)
    {
        try
        {
            first.TrySetResult(await task);
        }
        catch (OperationCanceledException exception)
        {
            first.TrySetCanceled(exception.CancellationToken);
        }
        catch (Exception exception)
        {
            first.TrySetException(exception);
        }
    }
}
