namespace Services.Tests;

internal sealed class Other : IOther
{
    public bool IsClosed { get; private set; }

    public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        IsClosed = true;
        return ValueTask.CompletedTask;
    }
}
