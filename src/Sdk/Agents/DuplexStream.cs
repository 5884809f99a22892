namespace Scalewright.Agents;

/// <summary>Base class of bidirectional transport streams: asynchronous, unbuffered, without a position.</summary>
/// <remarks>Derived classes implement reading, writing and disposal.</remarks>
public abstract class DuplexStream : Stream
{
    /// <summary>Creates two connected streams in this process, for example for an <see cref="AgentHost"/> and its
    /// <see cref="AgentConnection"/>.</summary>
    /// <returns>The ends. Data that is written to one is read from the other.</returns>
    public static (DuplexStream Client, DuplexStream Server) CreatePair() => StreamPair.Create();

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Always false.</summary>
    public sealed override bool CanSeek => false;

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override long Length => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads bytes that have arrived. Waits if there are no bytes yet.</summary>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Number of bytes, 1 or more; 0 at the end.</returns>
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <summary>Sends bytes to the other side. Waits while the other side reads too slowly.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public abstract override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default);

    /// <summary>Returns the exit of the program at the other end. Waits briefly for the program to exit.</summary>
    /// <remarks>Called when the stream has ended or is unusable.</remarks>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The exit; null, the default, if the program has not exited or its exit is unknown.</returns>
    public virtual ValueTask<ProcessExit?> GetProcessExitAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<ProcessExit?>(null);

    /// <inheritdoc/>
    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Does nothing: the stream is unbuffered.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does nothing: the stream is unbuffered.</summary>
    public sealed override void Flush() { }

    /// <summary>Not supported because it would block.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override int Read(byte[] buffer, int offset, int count) => throw Blocking();

    /// <summary>Not supported because it would block.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw Blocking();

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    private static NotSupportedException Blocking() => new("This stream cannot block its caller; await the asynchronous call.");
}
