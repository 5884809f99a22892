using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace StorageManagerSample;

/// <summary>Lets one port without TLS serve HTTP/1.1 and HTTP/2: who begins with the preface of HTTP/2 gets that.</summary>
internal static class PlainHttp2
{
    // RFC 9113, section 3.4.
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    public static ConnectionDelegate Choose(ConnectionDelegate next) => async connection =>
    {
        PipeReader input = connection.Transport.Input;
        while (true)
        {
            ReadResult read = await input.ReadAsync(connection.ConnectionClosed);
            byte[] start = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, Preface.Length)).ToArray();
            bool isOther = !Preface.AsSpan().StartsWith(start);
            bool isKnown = isOther || start.Length == Preface.Length || read.IsCompleted;
            input.AdvanceTo(read.Buffer.Start, isKnown ? read.Buffer.Start : read.Buffer.End);
            if (isKnown)
            {
                if (!isOther)
                {
                    connection.Features.Set<ITlsApplicationProtocolFeature>(new Chosen());
                }

                break;
            }
        }

        await next(connection);
    };

    // What TLS would have negotiated.
    private sealed class Chosen : ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();
    }
}
