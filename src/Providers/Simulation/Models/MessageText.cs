using System.Buffers.Binary;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>Describes messages for the recording: frames of the agent protocol by their kind.</summary>
/// <remarks>See docs/reference/agent-protocol.md.</remarks>
internal static class MessageText
{
    private const int HeaderSize = 16;
    private const int LengthSize = sizeof(ushort);
    private const int MaxLength = 120;

    /// <summary>Returns <c>request shop.orders.book(7)</c>, <c>keep-alive</c> or <c>24 bytes</c>.</summary>
    public static string Create(Segment segment) =>
        segment.Kind switch
        {
            SegmentKind.Open => "connect",
            SegmentKind.Opened => "connection accepted",
            _ => Describe(segment.Payload) ?? Pluralizer.Format(segment.Payload.Length, "byte"),
        };

    /// <summary>Returns the kind of the first frame; null if the bytes do not start with one.</summary>
    private static string? Describe(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeaderSize || !bytes.Span.StartsWith("SW\u0001"u8))
        {
            return null;
        }

        return bytes.Span[3] switch
        {
            1 => "handshake",
            2 => DescribeRequest(bytes[HeaderSize..]),
            3 => "response",
            4 or 5 => Pluralizer.Format(bytes.Length - HeaderSize, "byte") + " of a stream",
            6 => "cancel the call",
            7 => "window",
            8 or 9 => "keep-alive",
            10 => "response: the call failed",
            11 => "goodbye",
            _ => null,
        };
    }

    private static string DescribeRequest(ReadOnlyMemory<byte> payload)
    {
        int length = payload.Length < LengthSize ? 0 : BinaryPrimitives.ReadUInt16BigEndian(payload.Span);
        if (length == 0 || length > payload.Length - LengthSize)
        {
            return "request";
        }

        string name = ReadName(payload.Slice(LengthSize, length).Span);
        ReadOnlySpan<byte> body = payload.Span[(LengthSize + length)..];
        string arguments =
            body.Length > 2 && body[0] == (byte)'[' ? $"({Encoding.UTF8.GetString(body[1..Math.Min(body.Length - 1, MaxLength)])})" : "";
        return TextEscaping.EscapeAndTruncate($"request {name}{arguments}", MaxLength).TrimEnd();
    }

    private static string ReadName(ReadOnlySpan<byte> head)
    {
        Utf8JsonReader reader = new(head);
        string service = "";
        string method = "";
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("service"u8))
                {
                    reader.Read();
                    service = reader.GetString() ?? "";
                }
                else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("method"u8))
                {
                    reader.Read();
                    method = reader.GetString() ?? "";
                }
            }
        }
        catch (JsonException)
        {
            // A program may send any bytes; they have no name.
        }

        return service.Length > 0 && method.Length > 0 ? $"{service}.{method}" : service + method;
    }
}
