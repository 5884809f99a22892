namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>Renews the leases of faults that this program injected, while it runs and can reach the machines.</summary>
internal sealed class FaultLeases(TimeSpan lease, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private const int RenewalsInLease = 3;

    private readonly Dictionary<HostTagClient, Task> _renewing = [];
    private readonly Dictionary<HostTagClient, CancellationTokenSource> _ends = [];
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Starts renewing the lease of a node, replacing the previous one.</summary>
    public async Task StartAsync(HostTagClient client, string node)
    {
        await _gate.WaitAsync();
        try
        {
            await StopAsync(client);
            CancellationTokenSource end = new();
            _ends[client] = end;
            _renewing[client] = RenewAsync(client, node, end.Token);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops renewing the lease.</summary>
    public async Task EndAsync(HostTagClient client)
    {
        await _gate.WaitAsync();
        try
        {
            await StopAsync(client);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HostTagClient client in _ends.Keys.ToArray())
        {
            await EndAsync(client);
        }

        _gate.Dispose();
    }

    private async Task StopAsync(HostTagClient client)
    {
        if (_ends.Remove(client, out CancellationTokenSource? end))
        {
            await end.CancelAsync();
            await _renewing[client];
            _renewing.Remove(client);
            end.Dispose();
        }
    }

    private async Task RenewAsync(HostTagClient client, string node, CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                await Task.Delay(lease / RenewalsInLease, clock, cancellationToken);
            } while (await IsRenewedAsync(client, node, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Renewal was stopped, because the fault is reverted or replaced, or its lease must expire.
        }
    }

    private async Task<bool> IsRenewedAsync(HostTagClient client, string node, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Fault.RenewAsync(node, cancellationToken);
        }
        catch (AgentException failure)
        {
            // The machine reverts the fault when the lease ends. Until then it may become reachable again.
            SshLog.FaultLeaseNotRenewed(logger, client.Id, failure.Problems[0].Message);
            return true;
        }
    }
}
