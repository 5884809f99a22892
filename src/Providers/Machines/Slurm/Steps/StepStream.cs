using Scalewright.Agents;

namespace Scalewright.Providers.Slurm.Steps;

/// <summary>The standard input and output of a step, which ends with them.</summary>
internal sealed class StepStream(Stream inner, Func<Task> end) : TwoWayStream
{
    private Task? _ended;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await inner.WriteAsync(buffer, cancellationToken);
        await inner.FlushAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await (_ended ??= end());
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();

            // Kept: nobody waits for it here, and it throws nothing.
            _ended ??= end();
        }

        base.Dispose(disposing);
    }
}
