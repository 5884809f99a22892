using Scalewright.Agents;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>
/// Reliable, ordered stream between two simulated hosts, as over TCP. Loss slows it down. A cut blocks it until the cut
/// is healed or the stream times out. A crashed host breaks it once the host is back.
/// </summary>
/// <remarks>
/// Only asynchronous calls are supported, because the loop must not block. Failures are <see cref="IOException"/> with
/// an inner <see cref="System.Net.Sockets.SocketException"/>, as in a network stream. Disposing sends the end of the
/// stream.
/// </remarks>
internal sealed class SimulatedStream : DuplexStream
{
    private readonly StreamEnd _end;
    private bool _disposed;

    internal SimulatedStream(StreamEnd end) => _end = end;

    public override bool CanRead => !_disposed;

    public override bool CanWrite => !_disposed;

    /// <exception cref="IOException">The connection was reset or timed out.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _end.ReadAsync(buffer, cancellationToken);
    }

    /// <summary>Sends bytes; waits while the receive window of the peer is full.</summary>
    /// <exception cref="IOException">The connection was reset or timed out.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _end.WriteAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _end.Close();
        }

        base.Dispose(disposing);
    }
}
