using System.IO.Pipelines;

namespace Sdk.Tests.Agents;

public sealed class PipedStream(Stream input, Stream output) : DuplexStream
{
    /// <summary>The buffers of both directions are bounded.</summary>
    public static (PipedStream Near, PipedStream Far) Pair()
    {
        Pipe forth = new();
        Pipe back = new();
        return (
            new PipedStream(back.Reader.AsStream(), forth.Writer.AsStream()),
            new PipedStream(forth.Reader.AsStream(), back.Writer.AsStream())
        );
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        input.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        output.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            output.Dispose();
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
