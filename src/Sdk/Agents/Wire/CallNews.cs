namespace Scalewright.Agents.Wire;

/// <summary>Whoever waits for what comes for a call. It goes on within the work of the connection, which is apart from the reading.</summary>
internal sealed class CallNews : ILinkWork
{
    private readonly TaskCompletionSource _source = new();

    /// <summary>True when something came, or the waiting was given up.</summary>
    public bool IsOver => _source.Task.IsCompleted;

    public void Run() => _source.TrySetResult();

    /// <exception cref="OperationCanceledException">It gave up.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static (news, token) => _ = ((CallNews)news!).GiveUpAsync(token), this);
        await _source.Task;
    }

    // Whoever cancels does not do what follows.
    private async Task GiveUpAsync(CancellationToken token)
    {
        await Task.Yield();
        _source.TrySetCanceled(token);
    }
}
