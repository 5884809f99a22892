namespace Scalewright.Providers.Ssh.Carriers;

/// <summary>Waits for responses of another machine.</summary>
internal static class ResponseWaiter
{
    // While this process is suspended, at most one slice passes instead of the whole timeout, so a response that
    // arrives meanwhile is still read.
    private const int Slices = 10;

    /// <summary>Sends a request and waits for the response.</summary>
    /// <param name="send">Sends the request; its token is canceled at the timeout.</param>
    /// <exception cref="TimeoutException">No response arrived within the timeout.</exception>
    public static async Task<T> RequestAsync<T>(
        Func<CancellationToken, Task<T>> send,
        TimeSpan timeout,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        using CancellationTokenSource timeoutSource = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<T> result = send(timeoutSource.Token);
        bool isCompleted = await CompletesWithinAsync(result, timeout, clock, cancellationToken);

        if (!isCompleted)
        {
            await timeoutSource.CancelAsync();
        }

        try
        {
            return await result;
        }
        catch (OperationCanceledException) when (!isCompleted && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private static async Task<bool> CompletesWithinAsync(
        Task result,
        TimeSpan timeout,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        for (int slice = 0; slice < Slices && !result.IsCompleted; slice++)
        {
            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(result, Task.Delay(timeout / Slices, clock, ending.Token));
            await ending.CancelAsync();
            if (!result.IsCompleted)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return result.IsCompleted;
    }
}
