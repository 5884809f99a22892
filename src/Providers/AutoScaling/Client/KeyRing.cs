using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Providers.AutoScaling;

/// <summary>The key in use; renewed once for all calls that it was refused for.</summary>
/// <param name="first">The key to begin with.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing.")]
internal sealed class KeyRing(AccessKey first)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile AccessKey _current = first;

    public AccessKey Current => _current;

    /// <summary>The key to go on with after a refusal.</summary>
    /// <param name="refused">The key that was refused.</param>
    /// <param name="renew">Gives another one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The same key when there is no other.</returns>
    public async Task<AccessKey> RenewAsync(AccessKey refused, Func<AccessKey, CancellationToken, Task<AccessKey>> renew, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _current != refused ? _current : _current = await renew(refused, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }
}
