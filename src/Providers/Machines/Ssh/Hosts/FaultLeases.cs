namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>Renews the leases of faults that this program injected, while it runs and can reach the machines.</summary>
internal sealed class FaultLeases(TimeSpan lease, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private const int RenewalsInLease = 3;

    private readonly Dictionary<HostTagClient, Task> _renewing = [];
    private readonly Dictionary<HostTagClient, CancellationTokenSource> _ends = [];
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Starts renewing the lease of a node, replacing the previous one.</summary>
    public async Task BeginAsync(HostTagClient desk, string node)
    {
        await _gate.WaitAsync();
        try
        {
            await StopAsync(desk);
            CancellationTokenSource end = new();
            _ends[desk] = end;
            _renewing[desk] = RenewAsync(desk, node, end.Token);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops renewing the lease.</summary>
    public async Task EndAsync(HostTagClient desk)
    {
        await _gate.WaitAsync();
        try
        {
            await StopAsync(desk);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HostTagClient desk in _ends.Keys.ToArray())
        {
            await EndAsync(desk);
        }

        _gate.Dispose();
    }

    private async Task StopAsync(HostTagClient desk)
    {
        if (_ends.Remove(desk, out CancellationTokenSource? end))
        {
            await end.CancelAsync();
            await _renewing[desk];
            _renewing.Remove(desk);
            end.Dispose();
        }
    }

    private async Task RenewAsync(HostTagClient desk, string node, CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                await Task.Delay(lease / RenewalsInLease, clock, cancellationToken);
            }
            while (await IsRenewedAsync(desk, node, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Renewal was stopped, because the fault is reverted or replaced, or its lease must expire.
        }
    }

    private async Task<bool> IsRenewedAsync(HostTagClient desk, string node, CancellationToken cancellationToken)
    {
        try
        {
            return await desk.Fault.RenewAsync(node, cancellationToken);
        }
        catch (AgentException failure)
        {
            // The machine reverts the fault when the lease ends. Until then it may become reachable again.
            SshLog.FaultLeaseNotRenewed(logger, desk.Id, failure.Problems[0].Message);
            return true;
        }
    }
}
