using System.Net.Security;

namespace Scalewright.Providers.Containers.Client;

/// <summary>TLS connection that reports why a server ended it before its first response.</summary>
internal sealed class TlsStream(SslStream stream) : DuplexStream
{
    private bool _hasRead;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await stream.ReadAsync(buffer, cancellationToken);
        _hasRead = true;
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await stream.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException) when (!_hasRead)
        {
            // With TLS 1.3, a server refuses the client certificate by an alert, and does not read the request.
            await stream.ReadExactlyAsync(new byte[1], cancellationToken);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
