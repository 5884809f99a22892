using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Scalewright.Sweeps;

/// <summary>Runs elements of this program's machine, with limited concurrency.</summary>
internal static class ConcurrentElements
{
    /// <summary>Starts the elements in order and returns each when it has exited.</summary>
    /// <param name="count">Number of elements.</param>
    /// <param name="maxConcurrency">Maximum number of concurrent elements.</param>
    /// <param name="run">Runs an element until it has exited.</param>
    /// <param name="cancellationToken">Cancels the elements.</param>
    public static async IAsyncEnumerable<SweepElementEnd> RunAsync(
        int count,
        int maxConcurrency,
        Func<int, CancellationToken, Task<SweepElementEnd>> run,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<SweepElementEnd> ended = Channel.CreateUnbounded<SweepElementEnd>();
        int next = -1;
        Task all = Task.WhenAll(Enumerable.Range(0, Math.Min(maxConcurrency, count)).Select(_ => RunNextAsync()));
        Task completed = CompleteAsync();
        try
        {
            await foreach (SweepElementEnd end in ended.Reader.ReadAllAsync(CancellationToken.None))
            {
                yield return end;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await completed;
        }

        async Task RunNextAsync()
        {
            try
            {
                int element;
                while ((element = Interlocked.Increment(ref next)) < count)
                {
                    stop.Token.ThrowIfCancellationRequested();
                    ended.Writer.TryWrite(await run(element, stop.Token));
                }
            }
            catch
            {
                // The other elements end, too.
                await stop.CancelAsync();
                throw;
            }
        }

        async Task CompleteAsync()
        {
            await Task.WhenAny(all);
            ended.Writer.Complete(
                all.Exception?.InnerException ?? (all.IsCanceled ? new OperationCanceledException(cancellationToken) : null)
            );
        }
    }
}
