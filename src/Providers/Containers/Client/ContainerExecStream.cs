using System.Runtime.InteropServices;
using Docker.DotNet;

namespace Scalewright.Providers.Containers.Client;

/// <summary>Standard streams of a program in a container.</summary>
/// <param name="streams">The streams, which this object owns.</param>
/// <param name="findExitCode">Returns the exit code of the program; null while it runs, and if it is unknown.</param>
internal sealed class ContainerExecStream(MultiplexedStream streams, Func<CancellationToken, Task<long?>> findExitCode) : DuplexStream
{
    private const int MaxChunk = 32 * 1024;
    private const int MaxErrorBytes = 4096;

    // Docker writes "OCI runtime exec failed" to the output of the program, for example while the container is
    // restarted. Agents begin with other bytes.
    private static readonly byte[] Refusal = "OCI "u8.ToArray();

    private readonly byte[] _buffer = new byte[MaxChunk];
    private readonly byte[] _error = new byte[MaxErrorBytes];
    private int _errorLength;
    private bool _hasOutput;
    private bool _isRefused;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            MultiplexedStream.ReadResult read = await ReadAnyAsync(buffer.Length, cancellationToken);
            if (read.EOF || read.Target == MultiplexedStream.TargetStream.StandardOut)
            {
                _isRefused |= !_hasOutput && _buffer.AsSpan(0, read.Count).StartsWith(Refusal);
                _hasOutput = true;
                if (_isRefused)
                {
                    throw new IOException("the engine cannot start a program in the container at the moment");
                }

                _buffer.AsMemory(0, read.Count).CopyTo(buffer);
                return read.Count;
            }

            KeepErrorEnd(_buffer.AsSpan(0, read.Count));
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArraySegment<byte> bytes = MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> array) ? array : new(buffer.ToArray());
        try
        {
            await streams.WriteAsync(bytes.Array!, bytes.Offset, bytes.Count, cancellationToken);
        }
        catch (ObjectDisposedException exception)
        {
            throw new IOException("the stream is closed", exception);
        }
    }

    public override async ValueTask<ProcessExit?> GetProcessExitAsync(CancellationToken cancellationToken = default)
    {
        if (_isRefused)
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(_error.AsSpan(0, _errorLength)).Trim();
        return await findExitCode(cancellationToken) is { } code ? new ProcessExit((int)code, text.Split('\n')[^1]) : null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            streams.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<MultiplexedStream.ReadResult> ReadAnyAsync(int count, CancellationToken cancellationToken)
    {
        try
        {
            return await streams.ReadOutputAsync(_buffer, 0, Math.Min(count, MaxChunk), cancellationToken);
        }
        catch (ObjectDisposedException exception)
        {
            throw new IOException("the stream is closed", exception);
        }
    }

    private void KeepErrorEnd(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> end = bytes.Length > MaxErrorBytes ? bytes[^MaxErrorBytes..] : bytes;
        int kept = Math.Min(_errorLength, MaxErrorBytes - end.Length);
        _error.AsSpan(_errorLength - kept, kept).CopyTo(_error);
        end.CopyTo(_error.AsSpan(kept));
        _errorLength = kept + end.Length;
    }
}
