namespace Scalewright.Agents;

/// <summary>Hands its content on when it is flushed or closed.</summary>
internal sealed class MemoryFileStream(Action<byte[]> keep) : MemoryStream
{
    private bool _isClosed;

    public override void Flush() => keep(ToArray());

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Flush();
        return Task.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            _isClosed = true;
            Flush();
        }

        base.Dispose(disposing);
    }
}
