namespace Scalewright.Agents;

/// <summary>A stream in both directions, as transports give them: it has no position, keeps nothing back, and is awaited. Reading, writing and the end are left to write.</summary>
public abstract class TwoWayStream : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Always false.</summary>
    public sealed override bool CanSeek => false;

    /// <summary>There is none.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override long Length => throw new NotSupportedException();

    /// <summary>There is none.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads what has arrived; waits when nothing has.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many bytes, 1 or more; 0 at the end.</returns>
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <summary>Hands bytes to the other side; waits while it is too far behind.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public abstract override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default);

    /// <summary>How the program at the other end ended; waits a moment for it. Asked when the stream has ended, or is of no use.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null, the default: it has not ended, or the way to it does not tell.</returns>
    public virtual ValueTask<ProgramEnd?> TellEndAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<ProgramEnd?>(null);

    /// <inheritdoc/>
    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Nothing is kept back.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nothing is kept back.</summary>
    public sealed override void Flush()
    {
    }

    /// <summary>Would block.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override int Read(byte[] buffer, int offset, int count) => throw Blocking();

    /// <summary>Would block.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw Blocking();

    /// <summary>There is no position.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>There is no length.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    private static NotSupportedException Blocking() => new("This stream cannot block its caller; await the asynchronous call.");
}
