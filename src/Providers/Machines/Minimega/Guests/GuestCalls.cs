using Scalewright.Providers.Minimega.Places;

namespace Scalewright.Providers.Minimega.Guests;

/// <summary>Runs scripts on a guest and brings what they write, over a shell that stays there. A shell that does not answer is replaced at the next call.</summary>
internal sealed class GuestCalls(PlaceVm vm, Space space, MinimegaProviderOptions options) : IAsyncDisposable
{
    private readonly GuestWatch _watch = new(vm, space);
    private readonly SemaphoreSlim _opening = new(1);
    private GuestChannel? _channel;

    /// <summary>Runs a script.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="IOException">The guest does not answer, or minimega does not.</exception>
    public async Task<GuestAnswer> AskAsync(string script, CancellationToken cancellationToken)
    {
        try
        {
            GuestChannel channel = await OpenAsync(cancellationToken);
            return await channel.AskAsync(script, cancellationToken);
        }
        catch (MinimegaException failure)
        {
            throw new IOException(failure.Problems[0].Found, failure);
        }
        catch (ObjectDisposedException gone)
        {
            throw new IOException($"the connection to {vm.Id} was closed", gone);
        }
    }

    /// <summary>Checks that the guest that was connected to is still there.</summary>
    /// <exception cref="IOException">It is not, or minimega cannot be asked.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) => _watch.CheckAgentAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _opening.WaitAsync(CancellationToken.None);
        if (_channel is { } channel)
        {
            _channel = null;
            await channel.DisposeAsync();
        }

        _opening.Dispose();
    }

    private async Task<GuestChannel> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_channel is { IsUsable: true } open)
            {
                return open;
            }

            if (_channel is { } old)
            {
                _channel = null;
                await old.DisposeAsync();
            }

            _channel = await GuestChannel.OpenAsync(vm, space, options, cancellationToken);
            return _channel;
        }
        finally
        {
            _opening.Release();
        }
    }
}
