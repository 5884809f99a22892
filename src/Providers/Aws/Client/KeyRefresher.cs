namespace Scalewright.Providers.AutoScaling;

/// <summary>Holds the current key. A rejected key is renewed once for all requests that used it.</summary>
/// <remarks>
/// Uses no semaphore, because waiting for one resumes on the thread pool, outside the loop of a simulated provider.
/// </remarks>
/// <param name="first">Initial key.</param>
internal sealed class KeyRefresher(AccessKey first)
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

    /// <summary>Returns the key to use after a rejection.</summary>
    /// <param name="rejected">Rejected key.</param>
    /// <param name="renew">Returns a new key.</param>
    /// <returns>The new key, or the same key if there is no other.</returns>
    public async Task<AccessKey> RenewAsync(
        AccessKey rejected,
        Func<AccessKey, CancellationToken, Task<AccessKey>> renew,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            Task<AccessKey> renewing;
            bool isOwn;
            lock (_gate)
            {
                if (_current != rejected)
                {
                    return _current;
                }

                isOwn = _renewing is not { IsCompleted: false };
                renewing = isOwn ? _renewing = FetchAsync(rejected, renew, cancellationToken) : _renewing!;
            }

            try
            {
                return await renewing;
            }
            catch (OperationCanceledException) when (!isOwn && !cancellationToken.IsCancellationRequested)
            {
                // The first requester was cancelled.
            }
        }
    }

    private async Task<AccessKey> FetchAsync(
        AccessKey rejected,
        Func<AccessKey, CancellationToken, Task<AccessKey>> renew,
        CancellationToken cancellationToken
    )
    {
        AccessKey fresh = await renew(rejected, cancellationToken);
        lock (_gate)
        {
            return _current = fresh;
        }
    }
}
