using Scalewright.Providers.Minimega.Backend;

namespace Scalewright.Providers.Minimega.Guests;

/// <summary>
/// Runs scripts on a guest in a persistent shell and returns their output. If the shell does not respond, the next call
/// replaces it.
/// </summary>
internal sealed class GuestCalls(MinimegaVm vm, MinimegaNamespace vmNamespace, MinimegaOptions options) : IAsyncDisposable
{
    private readonly GuestMonitor _watch = new(vm, vmNamespace);
    private readonly SemaphoreSlim _opening = new(1);
    private GuestChannel? _channel;

    /// <summary>Runs a script and returns its output.</summary>
    /// <exception cref="IOException">The guest or minimega does not respond.</exception>
    public async Task<GuestResponse> RunAsync(string script, CancellationToken cancellationToken)
    {
        try
        {
            GuestChannel channel = await OpenAsync(cancellationToken);
            return await channel.RunAsync(script, cancellationToken);
        }
        catch (MinimegaException exception)
        {
            throw new IOException(exception.Problems[0].Message, exception);
        }
        catch (ObjectDisposedException exception)
        {
            throw new IOException($"the connection to {vm.Id} was closed", exception);
        }
    }

    /// <summary>Checks that the connected guest still runs and that its agent is connected.</summary>
    /// <exception cref="IOException">The check failed, or minimega does not respond.</exception>
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

            _channel = await GuestChannel.OpenAsync(vm, vmNamespace, options, cancellationToken);
            return _channel;
        }
        finally
        {
            _opening.Release();
        }
    }
}

/// <summary>Checks that a guest still exists.</summary>
internal sealed class GuestMonitor(MinimegaVm vm, MinimegaNamespace vmNamespace)
{
    /// <summary>Checks that the VM still runs in the same process as when the connection was opened.</summary>
    /// <exception cref="IOException">The check failed, or minimega does not respond.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            MinimegaClient client = await vmNamespace.ConnectAsync(cancellationToken);
            ValueList<ValueMap<string>> rows = await client.RunTableAsync(
                $".columns uuid,pid,state .filter uuid={vm.Uuid} vm info",
                cancellationToken
            );
            if (!rows.Any(row => row["state"] == MinimegaVm.Running && row["pid"] == vm.Pid))
            {
                throw new IOException($"{vm.Id} does not run any more");
            }
        }
        catch (MinimegaException exception)
        {
            throw new IOException(exception.Problems[0].Message, exception);
        }
    }

    /// <summary>Checks that the VM runs and that its agent is connected.</summary>
    /// <exception cref="IOException">The check failed, or minimega does not respond.</exception>
    public async Task CheckAgentAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        try
        {
            MinimegaClient client = await vmNamespace.ConnectAsync(cancellationToken);
            if (!(await client.RunTableAsync($".filter uuid={vm.Uuid} cc clients", cancellationToken)).Any(row => row["uuid"] == vm.Uuid))
            {
                throw new IOException($"the agent in {vm.Id} does not respond");
            }
        }
        catch (MinimegaException exception)
        {
            throw new IOException(exception.Problems[0].Message, exception);
        }
    }
}
