namespace Scalewright.Providers.Ssh.Masters;

/// <summary>Waits for answers of another machine.</summary>
internal static class AnswerWait
{
    // While this process stands still, one slice passes and not the whole timeout:
    // an answer that came meanwhile is still read.
    private const int Slices = 10;

    /// <summary>Asks, and waits for the answer from now on.</summary>
    /// <param name="ask">Asks; its token ends it when the answer is late.</param>
    /// <param name="timeout">How long the answer may take.</param>
    /// <exception cref="TimeoutException">The answer is late.</exception>
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
