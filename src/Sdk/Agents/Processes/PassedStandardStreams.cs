using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scalewright.Agents.Processes;

/// <summary>Standard streams that a connection's process passed to the agent, which avoids copying bytes.</summary>
internal sealed class PassedStandardStreams : DuplexStream
{
    private readonly AnonymousPipeClientStream _input;
    private readonly AnonymousPipeClientStream _output;

    private PassedStandardStreams(AnonymousPipeClientStream input, AnonymousPipeClientStream output) => (_input, _output) = (input, output);

    /// <summary>Receives the streams of a process; null if it passes no streams or they are not pipes.</summary>
    public static async Task<PassedStandardStreams?> ReceiveAsync(Socket process, CancellationToken cancellationToken)
    {
        await process.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        SafePipeHandle[] files = DescriptorPassing.Receive(process);
        try
        {
            return files is [var input, var output]
                ? new PassedStandardStreams(
                    new AnonymousPipeClientStream(PipeDirection.In, input),
                    new AnonymousPipeClientStream(PipeDirection.Out, output)
                )
                : null;
        }
        catch (IOException)
        {
            Array.ForEach(files, file => file.Dispose());
            return null;
        }
    }

    /// <summary>Opens a stream over a copy of a descriptor, which stays open when the original is closed.</summary>
    /// <remarks>A stream over the descriptor itself would not own it. The framework hangs when such a stream is closed
    /// after a write.</remarks>
    /// <exception cref="IOException">The descriptor is closed, or neither a pipe nor a socket.</exception>
    public static AnonymousPipeClientStream Copy(PipeDirection direction, int descriptor)
    {
        int copy = ProcessInterop.Duplicate(descriptor);
        if (copy < 0)
        {
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }

        SafePipeHandle handle = new(copy, ownsHandle: true);
        try
        {
            return new AnonymousPipeClientStream(direction, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _input.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _output.WriteAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _input.Dispose();
            _output.Dispose();
        }

        base.Dispose(disposing);
    }
}
