using System.IO.Pipelines;

namespace Sdk.Tests.Agents;

public sealed class DuplexStream(Stream input, Stream output) : TwoWayStream
{
    /// <summary>The buffers of both directions are bounded.</summary>
    public static (DuplexStream Near, DuplexStream Far) Pair()
    {
        Pipe forth = new();
        Pipe back = new();
        return (new DuplexStream(back.Reader.AsStream(), forth.Writer.AsStream()), new DuplexStream(forth.Reader.AsStream(), back.Writer.AsStream()));
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

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
