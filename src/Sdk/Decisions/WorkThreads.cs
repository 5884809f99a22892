using System.Runtime.ExceptionServices;

namespace Scalewright.Decisions;

/// <summary>Runs computations that may never yield on threads of their own.</summary>
internal static class WorkThreads
{
    // Deep call chains of synchronously completed tasks need more stack than a pool thread has.
    private const int StackBytes = 16 * 1024 * 1024;

    /// <summary>Calls <paramref name="work"/> for each index from 0, in ascending order, on several threads. The first
    /// exception ends the others.</summary>
    /// <param name="maxConcurrency">Maximum number of threads.</param>
    /// <param name="count">Number of indexes.</param>
    /// <param name="work">Receives the index, and a token that is canceled with the call and by an exception of
    /// another index.</param>
    /// <param name="cancellationToken">Starts no further index. The call then ends without an exception of its
    /// own.</param>
    public static async Task RunAsync(
        int maxConcurrency,
        int count,
        Action<int, CancellationToken> work,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(work);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        int next = -1;
        Exception? failure = null;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(maxConcurrency, count)).Select(_ => StartAsync(WorkOn)));
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        [SuppressMessage("Design", "CA1031", Justification = "The first exception reaches the caller, on its thread.")]
        void WorkOn()
        {
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    int index = Interlocked.Increment(ref next);
                    if (index >= count)
                    {
                        return;
                    }

                    work(index, stop.Token);
                }
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, exception, null);
                stop.Cancel();
            }
        }
    }

    /// <summary>Starts a thread. The task ends with it, and has its exception.</summary>
    /// <param name="work">Runs on the thread.</param>
    [SuppressMessage("Design", "CA1031", Justification = "Every exception of the thread reaches its caller.")]
    public static Task StartAsync(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(
            () =>
            {
                try
                {
                    work();
                    ended.SetResult();
                }
                catch (Exception exception)
                {
                    ended.SetException(exception);
                }
            },
            StackBytes
        )
        {
            IsBackground = true,
            Name = "work",
        };
        thread.Start();
        return ended.Task;
    }
}
