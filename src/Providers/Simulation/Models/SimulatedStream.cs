using Scalewright.Agents;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>A stream between two simulated hosts, in order and without loss as over TCP: a lossy link makes it slow, a cut one
/// makes it hang until it is healed or given up, a crashed host breaks it as soon as that one is back.</summary>
/// <remarks>Only the asynchronous calls work, because the loop must not block. Failures are <see cref="IOException"/> with a
/// <see cref="System.Net.Sockets.SocketException"/> inside, as from a network stream. Disposing sends the end.</remarks>
internal sealed class SimulatedStream : TwoWayStream
{
    private readonly StreamEnd _end;
    private bool _disposed;

    internal SimulatedStream(StreamEnd end) => _end = end;

    public override bool CanRead => !_disposed;

    public override bool CanWrite => !_disposed;

    /// <summary>Reads what has arrived; waits when nothing has.</summary>
    /// <returns>0 at the end.</returns>
    /// <exception cref="IOException">The connection was reset or given up.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _end.ReadAsync(buffer, cancellationToken);
    }

    /// <summary>Hands bytes to the connection; waits while the other side is too far behind.</summary>
    /// <exception cref="IOException">The connection was reset or given up.</exception>
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
