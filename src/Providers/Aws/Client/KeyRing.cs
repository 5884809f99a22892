namespace Scalewright.Providers.AutoScaling;

/// <summary>The key in use; renewed once for all calls that it was refused for.</summary>
/// <remarks>No semaphore: a wait for one goes on in the thread pool, off the loop of a simulated place.</remarks>
/// <param name="first">The key to begin with.</param>
internal sealed class KeyRing(AccessKey first)
{
    private readonly Lock _gate = new();
    private AccessKey _current = first;
    private Task<AccessKey>? _renewing;

    public AccessKey Current
    {
        get
        {
            lock (_gate)
            {
                return _current;
            }
        }
    }

    /// <summary>The key to go on with after a refusal.</summary>
    /// <param name="refused">The key that was refused.</param>
    /// <param name="renew">Gives another one.</param>
    /// <returns>The same key when there is no other.</returns>
    public async Task<AccessKey> RenewAsync(
        AccessKey refused,
        Func<AccessKey, CancellationToken, Task<AccessKey>> renew,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<AccessKey> renewing;
            bool isOwn;
            lock (_gate)
            {
                if (_current != refused)
                {
                    return _current;
                }

                isOwn = _renewing is not { IsCompleted: false };
                renewing = isOwn ? _renewing = TakeAsync(refused, renew, cancellationToken) : _renewing!;
            }

            try
            {
                return await renewing;
            }
            catch (OperationCanceledException) when (!isOwn && !cancellationToken.IsCancellationRequested)
            {
                // Who asked first gave up.
            }
        }
    }

    private async Task<AccessKey> TakeAsync(
        AccessKey refused,
        Func<AccessKey, CancellationToken, Task<AccessKey>> renew,
        CancellationToken cancellationToken)
    {
        AccessKey fresh = await renew(refused, cancellationToken);
        lock (_gate)
        {
            return _current = fresh;
        }
    }
}
