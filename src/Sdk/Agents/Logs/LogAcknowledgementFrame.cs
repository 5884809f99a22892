using System.Buffers.Binary;

namespace Scalewright.Logs;

/// <summary>Frames that a server sends: their length, then <c>{"scalewright": 1, "received": NUMBER}</c>.</summary>
internal static class LogAcknowledgementFrame
{
    private const int HeaderSize = 4;
    private const int MaxBodySize = 1024;

    public static byte[] Write(long received)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new LogAcknowledgementMessage { Scalewright = 1, Received = received },
            LogJson.Default.LogAcknowledgementMessage
        );
        byte[] frame = new byte[HeaderSize + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
        body.CopyTo(frame, HeaderSize);
        return frame;
    }

    /// <summary>Reads the next frame; null at the end of the stream or if the frame is invalid.</summary>
    public static async ValueTask<long?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] header = new byte[HeaderSize];
        if (
            await stream.ReadAtLeastAsync(header, HeaderSize, throwOnEndOfStream: false, cancellationToken) < HeaderSize
            || BinaryPrimitives.ReadUInt32BigEndian(header) is not (> 0 and <= MaxBodySize and var length)
        )
        {
            return null;
        }

        byte[] body = new byte[length];
        if (await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken) < body.Length)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(body, LogJson.Default.LogAcknowledgementMessage) is { Scalewright: 1, Received: { } number }
                ? number
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record LogAcknowledgementMessage
{
    public int Scalewright { get; init; }

    public long? Received { get; init; }
}
