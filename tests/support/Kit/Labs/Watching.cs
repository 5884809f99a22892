namespace Tests.Shared;

public sealed class Watching : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _watching;

    public Watching(Cluster cluster, MonitorOptions options) => _watching = cluster.MonitorAsync(options, _ending.Token);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching;
        _ending.Dispose();
    }
}
