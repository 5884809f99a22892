namespace Scalewright.Providers.Simulation.Models;

/// <summary>A stream between two simulated hosts, in order and without loss as over TCP: a lossy link makes it slow, a cut one
/// makes it hang until it is healed or given up, a crashed host breaks it as soon as that one is back.</summary>
/// <remarks>Only the asynchronous calls work, because the loop must not block. Failures are <see cref="IOException"/> with a
/// <see cref="System.Net.Sockets.SocketException"/> inside, as from a network stream. Disposing sends the end.</remarks>
public sealed class SimulatedStream : Stream
{
    private readonly StreamEnd _end;
    private bool _disposed;

    internal SimulatedStream(StreamEnd end) => _end = end;

    /// <summary>The host at the other end.</summary>
    public string Peer => _end.Far.Name;

    /// <inheritdoc/>
    public override bool CanRead => !_disposed;

    /// <inheritdoc/>
    public override bool CanWrite => !_disposed;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Breaks the connection at once, at both ends.</summary>
    public void Reset() => _end.Reset();

    /// <summary>Reads what has arrived; waits when nothing has.</summary>
    /// <returns>0 at the end.</returns>
    /// <exception cref="IOException">The connection was reset or given up.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _end.ReadAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Hands bytes to the connection; waits while the other side is too far behind.</summary>
    /// <exception cref="IOException">The connection was reset or given up.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _end.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw Blocking();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw Blocking();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _end.Close();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException Blocking() => new("A simulated stream cannot block its loop; await the asynchronous call.");
}
