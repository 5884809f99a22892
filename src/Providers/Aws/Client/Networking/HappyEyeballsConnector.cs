using Scalewright.Agents;

namespace Scalewright.Providers.AutoScaling.Networking;

/// <summary>Tries addresses in parallel with staggered starts and uses the first to connect (RFC 8305).</summary>
internal sealed class HappyEyeballsConnector(Func<IPAddress, CancellationToken, Task<Stream>> connect, HostConnectorOptions options)
{
    // RFC 8305, section 5: the recommended Connection Attempt Delay.
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    public async Task<Stream> RunAsync(string host, ValueList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Queue<IPAddress> waiting = new(Interleave(addresses));
        List<Task<ConnectionAttempt>> running = [];
        List<ConnectionAttempt> failed = [];
        try
        {
            while (waiting.Count + running.Count > 0)
            {
                if (waiting.TryDequeue(out IPAddress? next))
                {
                    running.Add(TryAsync(next, over.Token));
                }

                int ended = await WaitForFirstAsync(running, waiting.Count > 0 ? AttemptDelay : Timeout.InfiniteTimeSpan);
                if (ended < 0)
                {
                    continue;
                }

                ConnectionAttempt trial = await running[ended];
                running.RemoveAt(ended);
                cancellationToken.ThrowIfCancellationRequested();
                if (trial.Stream is { } stream)
                {
                    return stream;
                }

                failed.Add(trial);
            }
        }
        finally
        {
            End(over);
            _ = Task.WhenAll(running.Select(DiscardAsync));
        }

        throw new AgentException(host, NetworkingProblems.AllAddressesFailed(failed.Select(trial => $"{trial.Address}: {trial.Reason}")));
    }

    /// <summary>Alternates both families, starting with that of the first address (RFC 8305, section 4).</summary>
    private static IEnumerable<IPAddress> Interleave(ValueList<IPAddress> addresses)
    {
        AddressFamily first = addresses[0].AddressFamily;
        return addresses
            .GroupBy(address => address.AddressFamily == first)
            .SelectMany(family => family.Select((address, index) => (address, index, family.Key)))
            .OrderBy(entry => entry.index)
            .ThenByDescending(entry => entry.Key)
            .Select(entry => entry.address);
    }

    /// <summary>Returns the index of the first attempt that ends; -1 on timeout. Cancellation ends attempts.</summary>
    private async Task<int> WaitForFirstAsync(List<Task<ConnectionAttempt>> running, TimeSpan time)
    {
        // A canceled Task.Delay would complete on a thread-pool thread.
        TaskCompletionSource<int> first = new();
        ITimer timer = options.Clock.CreateTimer(
            static state => ((TaskCompletionSource<int>)state!).TrySetResult(-1),
            first,
            time,
            Timeout.InfiniteTimeSpan
        );
        for (int index = 0; index < running.Count; index++)
        {
            _ = SignalEndAsync(running[index], index, first);
        }

        int ended = await first.Task;
        await timer.DisposeAsync();
        return ended;
    }

    private static async Task SignalEndAsync(Task<ConnectionAttempt> trial, int index, TaskCompletionSource<int> first)
    {
        await trial;
        first.TrySetResult(index);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is thrown is why the address cannot be reached.")]
    private async Task<ConnectionAttempt> TryAsync(IPAddress address, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeoutSource = new(options.ConnectTimeout, options.Clock);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeoutSource.Token);
        try
        {
            return new ConnectionAttempt(address, await connect(address, ended.Token), "");
        }
        catch (Exception exception)
        {
            return new ConnectionAttempt(
                address,
                null,
                timeoutSource.IsCancellationRequested
                    ? $"no answer within {options.ConnectTimeout}"
                    : TextEscaping.Escape(exception.Message)
            );
        }
    }

    // CancelAsync would run callbacks on the thread pool.
    private static void End(CancellationTokenSource source) => source.Cancel();

    // An attempt may still connect after it is no longer needed.
    private static async Task DiscardAsync(Task<ConnectionAttempt> trial)
    {
        if ((await trial).Stream is { } stream)
        {
            await stream.DisposeAsync();
        }
    }

    private sealed record ConnectionAttempt(IPAddress Address, Stream? Stream, string Reason);
}
