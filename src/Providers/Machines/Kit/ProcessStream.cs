using System.Diagnostics;

namespace Scalewright.Streams;

/// <summary>Standard input and output of a process. Disposing the stream kills the process.</summary>
internal sealed class ProcessStream(Process process) : DuplexStream
{
    private readonly Stream _input = process.StandardInput.BaseStream;
    private readonly Stream _output = process.StandardOutput.BaseStream;
    private int _isDisposed;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _output.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _input.WriteAsync(buffer, cancellationToken);
        await _input.FlushAsync(cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            // Pending reads then return the end of the stream.
            process.Kill();
            process.Dispose();
            _input.Dispose();
            _output.Dispose();
        }

        base.Dispose(disposing);
    }
}
