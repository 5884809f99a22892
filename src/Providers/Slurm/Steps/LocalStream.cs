using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Scalewright.Agents;

namespace Scalewright.Providers.Slurm.Steps;

/// <summary>The standard input and output of a program of this machine, which ends with them. What it complains of goes nowhere: its end is seen.</summary>
internal sealed class LocalStream : TwoWayStream
{
    // In a session of its own: what interrupts this program lets it end its connections in order.
    private const string Start = "exec setsid \"$@\" 2>/dev/null";

    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private int _isDisposed;

    private LocalStream(Process process) => (_process, _input, _output) = (process, process.StandardInput.BaseStream, process.StandardOutput.BaseStream);

    /// <summary>Starts a program.</summary>
    /// <exception cref="IOException">There is no shell to start it.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The stream ends the process.")]
    public static Task<Stream> OpenAsync(ValueList<string> words, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            ProcessStartInfo start = new("/bin/sh", ["-c", Start, "sh", .. words]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
            return Task.FromResult<Stream>(new LocalStream(Process.Start(start)!));
        }
        catch (Win32Exception failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _output.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _input.WriteAsync(buffer, cancellationToken);
        await _input.FlushAsync(cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            // Whoever reads at this moment sees the end.
            _process.Kill();
            _process.Dispose();
            _input.Dispose();
            _output.Dispose();
        }

        base.Dispose(disposing);
    }
}
