namespace Scalewright.Providers.Ssh.Masters;

/// <summary>Waits for responses of another machine.</summary>
internal static class ReplyWait
{
    // While this process is suspended, at most one slice passes instead of the whole timeout, so a response that
    // arrives meanwhile is still read.
    private const int Slices = 10;

    /// <summary>Sends a request and waits for the response.</summary>
    /// <param name="ask">Sends the request; its token is canceled at the timeout.</param>
    /// <exception cref="TimeoutException">The response is late.</exception>
    public static async Task<T> AskAsync<T>(
        Func<CancellationToken, Task<T>> ask, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<T> answer = ask(late.Token);
        bool isThere = await EndsWithinAsync(answer, timeout, clock, cancellationToken);
        await (isThere ? Task.CompletedTask : late.CancelAsync());
        try
        {
            return await answer;
        }
        catch (OperationCanceledException) when (!isThere && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private static async Task<bool> EndsWithinAsync(
        Task answer, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (int slice = 0; slice < Slices && !answer.IsCompleted; slice++)
        {
            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(answer, Task.Delay(timeout / Slices, clock, ending.Token));
            await ending.CancelAsync();
            if (!answer.IsCompleted)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return answer.IsCompleted;
    }
}
