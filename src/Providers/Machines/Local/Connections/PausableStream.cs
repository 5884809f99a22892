using Scalewright.Agents;

namespace Scalewright.Providers.Local.Connections;

/// <summary>The agent's end of a stream: while its node stands still it hears nothing, and says nothing.</summary>
internal sealed class PausableStream(Stream inner, Func<bool> isPaused, TimeProvider clock) : TwoWayStream
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(20);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken);
        await WaitAsync(cancellationToken);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await WaitAsync(cancellationToken);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (isPaused())
        {
            await Task.Delay(LookPeriod, clock, cancellationToken);
        }
    }
}
