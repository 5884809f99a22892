namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Real threads, each with one simulation at a time: simulations share nothing.</summary>
internal static class SeedThreads
{
    // Deep call chains of tasks that complete at once need more than a pool thread's stack.
    private const int StackBytes = 16 * 1024 * 1024;

    /// <summary>Calls for each index from 0 on, in this order, until all are done or one is not to be begun.</summary>
    /// <param name="threads">How many at once.</param>
    /// <param name="count">How many indexes.</param>
    /// <param name="call">What is done for one.</param>
    public static async Task RunAsync(int threads, int count, Action<int> call, CancellationToken mayBegin)
    {
        int next = -1;
        Task[] ended = [.. Enumerable.Range(0, Math.Min(threads, count)).Select(_ => StartAsync(() =>
        {
            while (!mayBegin.IsCancellationRequested && Interlocked.Increment(ref next) is var index && index < count)
            {
                call(index);
            }
        }))];
        await Task.WhenAll(ended);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every failure of the thread goes to whoever waits for it.")]
    private static Task StartAsync(Action body)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(
            () =>
            {
                try
                {
                    body();
                    ended.SetResult();
                }
                catch (Exception exception)
                {
                    ended.SetException(exception);
                }
            },
            StackBytes)
        { IsBackground = true, Name = "seeds" };
        thread.Start();
        return ended.Task;
    }
}
