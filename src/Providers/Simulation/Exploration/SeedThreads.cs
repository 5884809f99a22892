namespace Scalewright.Providers.Simulation.Exploration;

internal static class SeedThreads
{
    // Deep call chains of synchronously completed tasks need more stack than a pool thread has.
    private const int StackBytes = 16 * 1024 * 1024;

    /// <summary>Calls <paramref name="call"/> for each index in ascending order until done or canceled.</summary>
    public static async Task RunAsync(int threads, int count, Action<int> call, CancellationToken cancellationToken)
    {
        int next = -1;
        Task[] ended =
        [
            .. Enumerable
                .Range(0, Math.Min(threads, count))
                .Select(_ =>
                    StartAsync(() =>
                    {
                        while (!cancellationToken.IsCancellationRequested)
                        {
                            int index = Interlocked.Increment(ref next);
                            if (index >= count)
                            {
                                return;
                            }

                            call(index);
                        }
                    })
                ),
        ];
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
            StackBytes
        )
        {
            IsBackground = true,
            Name = "seeds",
        };
        thread.Start();
        return ended.Task;
    }
}
